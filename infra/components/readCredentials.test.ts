import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readCredentials } from "./readCredentials";

describe("readCredentials", () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "credentials-"));
  });
  afterEach(() => rmSync(home, { recursive: true }));

  const nothing = () => undefined;

  test("finds nothing where there is nothing", () => {
    expect(readCredentials(nothing, { HOME: home })).toEqual({
      hetznerTokenLength: undefined,
      awsSource: undefined,
    });
  });

  test("finds the environment's, and the stack's settings before them", () => {
    const env = { HOME: home, HCLOUD_TOKEN: "abc", AWS_PROFILE: "ops" };
    expect(readCredentials(nothing, env)).toEqual({ hetznerTokenLength: 3, awsSource: "profile ops" });
    const config = (key: string) => ({ "hcloud:token": "abcdef", "aws:profile": "chain" })[key];
    expect(readCredentials(config, env)).toEqual({ hetznerTokenLength: 6, awsSource: "profile chain" });
  });

  test("takes half a pair of AWS keys for none", () => {
    expect(readCredentials(nothing, { HOME: home, AWS_ACCESS_KEY_ID: "a" }).awsSource).toBeUndefined();
    const pair = { HOME: home, AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" };
    expect(readCredentials(nothing, pair).awsSource).toBe("AWS_ACCESS_KEY_ID");
  });

  test("finds the files of the AWS command line", () => {
    mkdirSync(join(home, ".aws"));
    writeFileSync(join(home, ".aws/credentials"), "");
    expect(readCredentials(nothing, { HOME: home }).awsSource).toBe(join(home, ".aws/credentials"));
  });
});
