import { join } from "node:path";
import { goldenStacks, readGoldenSource } from "../../tools/goldenStack";
import { parseNetwork } from "../config/parseNetwork";
import { planNetwork } from "../plan/planNetwork";
import { renderCloudInit } from "../render/cloudInit";
import { packUserData } from "./packUserData";

// As long as they are in truth: what the golden files mask.
const publicKey = `ssh-ed25519 ${"A".repeat(68)}`;
const inputs = {
  bootKey: { privateKey: "b".repeat(420), publicKey },
  authorizedKeys: [publicKey],
  disk: { device: "/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_vol0123456789abcdef0" },
};

describe("packUserData", () => {
  test("takes the first boot of every host of every stack", () => {
    for (const stack of goldenStacks) {
      const plan = planNetwork(parseNetwork(readGoldenSource(stack, join(__dirname, "../.."))));
      for (const host of plan.hosts.filter(({ provider }) => provider !== "docker")) {
        const text = renderCloudInit(plan, host, inputs);
        expect(() => packUserData(text, { host: host.name, provider: host.provider })).not.toThrow();
      }
    }
  });

  test("packs for AWS and leaves Hetzner's readable", () => {
    expect(packUserData("#cloud-config\n", { host: "h", provider: "hetzner" })).toBe("#cloud-config\n");
    const packed = Buffer.from(packUserData("#cloud-config\n", { host: "h", provider: "aws" }), "base64");
    expect([...packed.subarray(0, 2)]).toEqual([0x1f, 0x8b]);
  });

  test("names the limit that is passed", () => {
    const long = "x".repeat(32 * 1024 + 1);
    expect(() => packUserData(long, { host: "fsn1-edge-1", provider: "hetzner" })).toThrow(
      [
        'The user data of host "fsn1-edge-1" is longer than its provider takes.',
        "  - bytes: 32769",
        "  - limit of hetzner: 32768",
        "  fix: Shorten access.sshFrom: the firewall's ranges are the part that grows.",
      ].join("\n"),
    );
  });
});
