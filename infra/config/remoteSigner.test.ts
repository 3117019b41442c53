import { exampleCloud, parseExample, refusal, refusalOf } from "../../test/unit/exampleNetwork";

const keyOf = (byte: number) => Buffer.alloc(32, byte).toString("base64");
const signer = { publicKey: keyOf(1), from: ["203.0.113.7/32"] };

const withSigners = (signers: Record<number, unknown>) => {
  const description = exampleCloud();
  for (const [i, remoteSigner] of Object.entries(signers))
    description.hosts[Number(i)]!.remoteSigner = remoteSigner;
  return description;
};

describe("remoteSigner", () => {
  test("is a key and from where it is used", () => {
    const { hosts } = parseExample(
      withSigners({ 0: { ...signer, from: ["hel1-monitor-1", "203.0.113.7/32"] } }),
    );
    expect(hosts[0]!.remoteSigner).toEqual({
      publicKey: keyOf(1),
      from: ["hel1-monitor-1", "203.0.113.7/32"],
    });
  });

  test("tells every fault at once: role, key used twice, hosts, ranges", () => {
    const description = withSigners({
      0: { ...signer, from: ["fsn1-sequencer-1", "fsn1-sequencer-9", "203.0.0.0/16"] },
      1: signer,
      4: { ...signer, publicKey: keyOf(2) },
    });
    const others = "nbg1-sequencer-1, hel1-sequencer-1, eu-central-1-witness-1, fsn1-edge-1, hel1-monitor-1";
    expect(refusalOf(description)).toBe(
      refusal(
        'hosts[0].remoteSigner.from[0]: must be another host: a key beside its node needs no remote signer (got "fsn1-sequencer-1")',
        `hosts[0].remoteSigner.from[1]: not a host (got "fsn1-sequencer-9"; known ${others})`,
        'hosts[0].remoteSigner.from[2]: must be a /24 or narrower (got "203.0.0.0/16")',
        `hosts[1].remoteSigner.publicKey: is the key of hosts[0] (got "${keyOf(1)}")`,
        'hosts[4].remoteSigner: is for a sequencer or witness (got ["edge"])',
      ),
    );
  });

  test("refuses what is no ed25519 key, no range and no name, and an open door", () => {
    const description = withSigners({
      0: { publicKey: "AAAA", from: ["everywhere"], port: 1 },
      1: { publicKey: keyOf(1), from: [] },
    });
    expect(refusalOf(description)).toBe(
      refusal(
        'hosts[0].remoteSigner.publicKey: must be an ed25519 public key, 32 bytes in base64 (got "AAAA")',
        `hosts[0].remoteSigner.from[0]: must be another host's name, or an IPv4 range such as 203.0.113.7/32, written with its first address (got "everywhere")`,
        "hosts[0].remoteSigner.port: unknown key (known publicKey, from)",
        "hosts[1].remoteSigner.from: must name at least one (got [])",
      ),
    );
  });
});
