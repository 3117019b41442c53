import { PriceMissingError } from "../../infra/plan/errors";
import { exampleCloud, parseExample } from "../../test/unit/exampleNetwork";
import { examine } from "./check";
import { credentialsCheck, descriptionCheck, judgeDigests, pricesCheck } from "./cloudChecks";
import { findExampleValues } from "./exampleValues";
import { manifestUrl, readAnswer } from "./registryLookup";

const digest = `sha256:${"a".repeat(64)}`;

describe("cloud checks", () => {
  test("a missing credential is one clause with its command", () => {
    const missing = ["hetzner: no API token (export HCLOUD_TOKEN=…)"];
    const never = () => Promise.reject(new TypeError("not asked"));
    expect(credentialsCheck("testnet", never).judge({ providers: ["hetzner"], missing })).toEqual({
      ...{ state: "fail", evidence: "hetzner: no API token", fix: "export HCLOUD_TOKEN=…" },
    });
  });

  test("a digest that is in no registry fails, one that cannot be seen warns", () => {
    const image = `registry.example.org/a/geth@${digest}`;
    expect(judgeDigests("first", { [image]: "there" })).toEqual({
      state: "ok",
      evidence: "first: 1 digests in the registry",
    });
    expect(judgeDigests("first", { [image]: "missing" })).toEqual({
      ...{ state: "fail", evidence: "first: not in the registry: registry.example.org/a/geth" },
      fix: "push them: make release NAME=first",
    });
    expect(judgeDigests("first", { [image]: "silent" }).state).toBe("fail");
    expect(judgeDigests("first", { [image]: "locked" }).state).toBe("warn");
  });

  test("prices of half a year ago warn", async () => {
    const planned = async () => ({ costs: { pricesOf: "2026-01-01" } as never });
    const onDay = (days: number) =>
      examine(pricesCheck(planned, Date.parse("2026-01-01") + days * 86_400_000));
    expect((await onDay(180)).state).toBe("ok");
    expect(await onDay(181)).toMatchObject({
      state: "warn",
      evidence: "list prices of 2026-01-01, 181 days old",
    });
  });

  test("a description that cannot be planned fails, and names its first fault", async () => {
    const planned = () => Promise.reject(new PriceMissingError({ hosts: [] }));
    expect(await examine(descriptionCheck("testnet", planned))).toMatchObject({
      ...{ state: "fail", fix: "make plan STACK=testnet" },
      evidence: expect.stringContaining("stacks/prices.yaml has no price for 0 hosts."),
    });
  });
});

describe("findExampleValues", () => {
  test("names what only the operator can know", () => {
    expect(findExampleValues(parseExample(exampleCloud()))).toEqual([
      "registry registry.example.org/example",
      "access.sshFrom 203.0.113.0/24",
    ]);
    expect(
      findExampleValues({
        registry: "ghcr.io/x",
        access: { sshFrom: ["198.18.0.0/24"] },
        chainId: 987654321,
      }),
    ).toEqual(["chainId 987654321"]);
  });
});

describe("a registry", () => {
  test("is asked for the manifest by digest", () => {
    expect(manifestUrl(`registry.example.org:5000/a/geth@${digest}`)).toBe(
      `https://registry.example.org:5000/v2/a/geth/manifests/${digest}`,
    );
  });

  test("answers in four ways", () => {
    expect([200, 404, 401, 403, 500].map(readAnswer)).toEqual([
      "there",
      "missing",
      "locked",
      "locked",
      "silent",
    ]);
  });
});
