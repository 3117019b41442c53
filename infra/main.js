// What Pulumi runs: compiling a hundred TypeScript files at every preview would take two seconds of it.
const { join } = require("node:path");
const { bundleProgram } = require("./bundle");

module.exports = require(bundleProgram(join(__dirname, "..")));
