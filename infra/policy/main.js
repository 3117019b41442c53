// What Pulumi runs as policy pack: one bundle, as with the program, for the same reason (infra/main.js).
const { join } = require("node:path");
const { bundleProgram } = require("../bundle");

module.exports = require(bundleProgram(join(__dirname, "../.."), "policy"));
