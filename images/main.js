// What Pulumi runs. A program that is run once per release may be compiled as it is read.
require("tsx/cjs");

module.exports = require("./program");
