// Loaded before the application by `node --require`: its wall clock is off by the milliseconds in the file, its
// monotonic clock is not, as after a step of the host's clock.
const { readFileSync } = require("node:fs");

const file = process.env.CLOCK_OFFSET_FILE;
const trueNow = Date.now;
let offsetMs = 0;
const look = () => {
  try {
    offsetMs = Number(readFileSync(file, "utf8")) || 0;
  } catch {
    offsetMs = 0;
  }
};
look();
setInterval(look, 100).unref();
Date.now = () => trueNow() + offsetMs;
