import { parse } from "yaml";
import { exampleCloud, parseExample } from "../../test/unit/exampleNetwork";
import { makeGoldenIdentities } from "../../tools/goldenIdentities";
import { planNetwork } from "../plan/planNetwork";
import { renderAppConfig } from "./appConfig";
import { renderCometConfig } from "./cometbft";
import { renderCompose } from "./compose";
import { renderNftables } from "./nftables";

const publicKey = Buffer.alloc(32, 1).toString("base64");

function renderWith(from: string[]) {
  const description = exampleCloud();
  description.hosts[0]!.remoteSigner = { publicKey, from };
  const plan = planNetwork(parseExample(description));
  const of = (name: string) => {
    const host = plan.hosts.find((each) => each.name === name)!;
    return {
      address: host.privateAddress,
      toml: renderCometConfig(plan, host, makeGoldenIdentities(plan.hosts)),
      app: JSON.parse(renderAppConfig(plan, host)),
      volumes: parse(renderCompose(plan, host)).services.cometbft.volumes as string[],
      nftables: renderNftables(plan, host),
    };
  };
  return { signed: of("fsn1-sequencer-1"), other: of("nbg1-sequencer-1") };
}

const lines = (text: string, part: RegExp) =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => part.test(line));

describe("files of a host with a remote signer", () => {
  const { signed, other } = renderWith(["203.0.113.7/32"]);

  test("CometBFT asks the node for signatures, and has no key that lasts", () => {
    expect(lines(signed.toml, /priv_validator/)).toEqual([
      'priv_validator_laddr = "tcp://127.0.0.1:36659"',
      'priv_validator_key_file = "/tmp/unused_validator_key.json"',
      'priv_validator_state_file = "/tmp/unused_validator_state.json"',
    ]);
    expect(signed.volumes.filter((volume) => volume.includes("priv_validator"))).toEqual([]);
  });

  test("the node knows the key, and where its signer connects to", () => {
    expect(signed.app.remoteSigner).toEqual({
      listenAddress: "0.0.0.0:26659",
      cometAddress: "127.0.0.1:36659",
      publicKey,
    });
    const inside = renderWith(["hel1-monitor-1"]).signed;
    expect(inside.app.remoteSigner.listenAddress).toBe(`${inside.address}:26659`);
  });

  test("the host's own firewall lets in whom the description names", () => {
    expect(lines(signed.nftables, /26659/)).toEqual([
      'ip saddr { 203.0.113.7/32 } tcp dport 26659 accept comment "app"',
    ]);
  });

  test("every other host stays as it is", () => {
    expect(other.toml).not.toContain("priv_validator_laddr");
    expect(other.app).not.toHaveProperty("remoteSigner");
    expect(other.nftables).not.toContain("26659");
    expect(other.volumes.filter((volume) => volume.includes("priv_validator"))).toHaveLength(1);
  });
});
