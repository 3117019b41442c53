import { readFileSync } from "node:fs";
import { join } from "node:path";
import { goldenStacks, renderGolden } from "./goldenStack";

const rootDir = join(__dirname, "..");

describe("golden plans", () => {
  test.each(goldenStacks)("%s is what was accepted in review", (stack) => {
    const accepted = readFileSync(join(rootDir, `golden/${stack}.json`), "utf8");
    // `make golden` shows the difference; a whole diff here would be unreadable.
    expect(renderGolden(stack, rootDir) === accepted).toBe(true);
  });
});
