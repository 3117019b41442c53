import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { metricCatalogue } from "./catalogue";

const sourceFolder = join(__dirname, "..");

function readSources(isTest: boolean): string {
  return readdirSync(sourceFolder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && file.endsWith(".test.ts") === isTest)
    .filter((file) => !file.startsWith("metrics/catalogue"))
    .map((file) => readFileSync(join(sourceFolder, file), "utf8"))
    .join("\n");
}

const program = readSources(false);

describe("every metric of the catalogue", () => {
  test.each(Object.keys(metricCatalogue))("%s is moved somewhere in the program", (key) => {
    expect(program).toMatch(
      new RegExp(`\\b(metrics|m)\\??\\.${key}\\s*\\.(inc|set|observe|reset|remove)\\(`),
    );
  });
});
