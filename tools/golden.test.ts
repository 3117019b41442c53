import { readFileSync } from "node:fs";
import { join } from "node:path";
import { goldenFiles } from "./goldenFiles";

const rootDir = join(__dirname, "..");

describe("golden files", () => {
  // `make golden` shows the difference; a whole diff here would be unreadable.
  test.each(Object.entries(goldenFiles))("%s is what was accepted in review", async (file, render) => {
    const accepted = readFileSync(join(rootDir, file), "utf8");
    expect((await render(rootDir)) === accepted).toBe(true);
  });
});
