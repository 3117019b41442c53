import { dependencies } from "../../package.json";
import { isNewEnough } from "./pulumi";
import { versions } from "./versions";

describe("isNewEnough", () => {
  test.each([
    ["3.259.0", true],
    ["3.301.2", true],
    ["3.258.9", false],
    ["4.0.0", false],
    ["", false],
  ])("%s: %s", (version, expected) => expect(isNewEnough(version)).toBe(expected));
});

test("the CLI and the SDK are pinned to one version", () => {
  expect(dependencies["@pulumi/pulumi"]).toBe(versions.pulumi);
});
