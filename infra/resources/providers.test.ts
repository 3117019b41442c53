import { provider as genesis } from "./genesis/genesisProvider";
import { provider as hostIdentity } from "./identities/hostIdentityProvider";
import { provider as hostImages } from "./images/hostImagesProvider";
import { unknownValue } from "./inputs";
import { provider as localHost } from "./machines/localHostProvider";
import { provider as healthGate } from "./releases/healthGateProvider";
import { provider as release } from "./releases/releaseProvider";

const connection = { host: "127.0.0.1", port: 2201, hostKey: "ssh-ed25519 AAAA", keyFile: "k" };

const host = {
  stack: "s",
  network: "n",
  name: "local-a",
  image: "sha256:1",
  address: "10.0.0.2",
  publish: [{ name: "ssh", hostPort: 2201, port: 22 }],
  labels: {},
  authorizedKey: "ssh-ed25519 AAAA",
  keyFile: "k",
};

describe("LocalHost", () => {
  test("nothing changed is no change, whatever the order of keys", async () => {
    const { inputs } = await localHost.check!({}, host);
    const turned = Object.fromEntries(Object.entries(inputs).reverse());
    expect((await localHost.diff!("id", { ...turned, hostKey: "x" }, inputs)).changes).toBe(false);
  });

  test("a host that is not running is a change", async () => {
    const { inputs } = await localHost.check!({}, host);
    expect((await localHost.diff!("id", { ...inputs, running: false }, inputs)).changes).toBe(true);
  });

  test("another image changes it in place", async () => {
    const { inputs } = await localHost.check!({}, host);
    const diff = await localHost.diff!("id", inputs, { ...inputs, image: "sha256:2" });
    expect(diff).toMatchObject({ changes: true, replaces: [] });
  });

  test("what a refresh learned stays known in the next preview", async () => {
    const { inputs } = await localHost.check!({ hostKey: "ssh-ed25519 BBBB", connection }, host);
    expect(inputs).toMatchObject({ hostKey: "ssh-ed25519 BBBB", connection });
  });
});

describe("HostIdentity", () => {
  const wanted = {
    stack: "s",
    host: "local-a",
    network: "n",
    connection,
    services: ["app"],
    appImage: "a@sha256:1",
  };
  const identity = { consensusAddress: "AB" };

  test("another image is no change for a host that has its keys", async () => {
    const { inputs } = await hostIdentity.check!(
      { identity, keysFingerprint: "f" },
      { ...wanted, appImage: "a@sha256:2" },
    );
    expect(inputs).not.toHaveProperty("appImage");
    expect((await hostIdentity.diff!("id", { ...inputs }, inputs)).changes).toBe(false);
  });

  test("a host of the release with plain EVM keys is changed once: its keystore is made with the app's image", async () => {
    const before = { ...wanted, identity, keysFingerprint: "f", isUnchanged: true, providerVersion: "1" };
    const { inputs } = await hostIdentity.check!(before, wanted);
    expect(inputs).toMatchObject({ appImage: "a@sha256:1", identity });
    expect((await hostIdentity.diff!("id", before, inputs)).changes).toBe(true);
    const { inputs: next } = await hostIdentity.check!(inputs, wanted);
    expect(next).not.toHaveProperty("appImage");
    expect((await hostIdentity.diff!("id", inputs, next)).changes).toBe(false);
  });

  test("a consensus key that moves to a remote signer is a change, made with the app's image, and then none", async () => {
    const before = { ...wanted, identity, keysFingerprint: "f", isUnchanged: true, providerVersion: "3" };
    const moved = { ...wanted, remoteSignerKey: "q83v" };
    const { inputs } = await hostIdentity.check!(before, moved);
    expect(inputs).toMatchObject({ appImage: "a@sha256:1", remoteSignerKey: "q83v", identity });
    expect((await hostIdentity.diff!("id", before, inputs)).changes).toBe(true);
    const { inputs: next } = await hostIdentity.check!(inputs, moved);
    expect(next).not.toHaveProperty("appImage");
    expect((await hostIdentity.diff!("id", inputs, next)).changes).toBe(false);
  });

  test("a remote signer's key that is not the validator's is refused before the host is touched", async () => {
    const known = { consensusPublicKey: "AAAA", consensusAddress: "AB" };
    const before = { ...wanted, identity: known, keysFingerprint: "f", providerVersion: "3" };
    await expect(hostIdentity.update!("id", before, { ...before, remoteSignerKey: "BBBB" })).rejects.toThrow(
      [
        'Host "local-a" is a validator with another key than its remote signer\'s.',
        "  - the network knows: AAAA",
        "  - remoteSigner.publicKey: BBBB",
        "  fix: Give the key that the network knows, and move that key to the signer (docs/guide/node-keys.md). A new key is a new validator: a host of another name.",
      ].join("\n"),
    );
  });

  test("keys that changed are a change, which update refuses", async () => {
    const { inputs } = await hostIdentity.check!({ identity }, wanted);
    expect((await hostIdentity.diff!("id", { ...inputs, isUnchanged: false }, inputs)).changes).toBe(true);
  });
});

describe("HostImages", () => {
  test("refuses an image that is not named by digest", async () => {
    const { failures } = await hostImages.check!(
      {},
      { stack: "s", host: "h", connection, machineId: "1", images: ["r/app:latest"] },
    );
    expect(failures).toEqual([{ property: "images", reason: 'not by digest (got "r/app:latest")' }]);
  });
});

describe("Genesis", () => {
  const comet = JSON.stringify({ chain_id: "a-1", validators: [{ power: "1" }] });
  const geth = JSON.stringify({ gasLimit: "0x1" });
  const inputs = { stack: "s", comet, geth };

  test("is stamped once: the same second in both files", async () => {
    const { outs } = await genesis.create!(inputs);
    const seconds = Date.parse(JSON.parse(outs.cometGenesis).genesis_time) / 1000;
    expect(Number(JSON.parse(outs.gethGenesis).timestamp)).toBe(seconds);
  });

  test("a changed input is refused with what changed and the way out", async () => {
    const changed = comet.replace('"power":"1"', '"power":"2"');
    const { failures } = await genesis.check!(inputs, { ...inputs, comet: changed });
    expect(failures).toEqual([
      {
        property: "comet",
        reason:
          'A chain\'s genesis never changes; these would: validators.0.power (was "1", would be "2"). Put them back in the description, or begin a new chain: pulumi destroy, then pulumi up.',
      },
    ]);
  });

  test("an unknown input is neither refused nor a change", async () => {
    const { inputs: checked, failures } = await genesis.check!(inputs, { ...inputs, comet: unknownValue });
    expect(failures).toEqual([]);
    expect((await genesis.diff!("id", { ...inputs, providerVersion: "1" }, checked)).changes).toBe(false);
  });
});

describe("Release", () => {
  const wanted = {
    stack: "s",
    host: "local-a",
    connection,
    images: { app: "r/app@sha256:1" },
    files: { "compose.yaml": "x" },
    waitSeconds: 9,
  };

  test("tells the generation's id before anything is made", async () => {
    const { inputs } = await release.check!({}, wanted);
    expect(inputs.generation).toMatch(/^[0-9a-f]{16}$/);
  });

  test("has an unknown generation while a file is unknown, and that is a change", async () => {
    const before = await release.check!({}, wanted);
    const { inputs } = await release.check!({}, { ...wanted, files: { "compose.yaml": unknownValue } });
    expect(inputs.generation).toBe(unknownValue);
    expect((await release.diff!("id", before.inputs, inputs)).changes).toBe(true);
  });

  test("refuses a path outside the generation", async () => {
    const { failures } = await release.check!({}, { ...wanted, files: { "../x": "" } });
    expect(failures).toEqual([{ property: 'files["../x"]', reason: "not a path inside a generation" }]);
  });

  test("a host that runs another generation than recorded is a change", async () => {
    const { inputs } = await release.check!({}, wanted);
    const drifted = { ...inputs, generation: "0000000000000000" };
    expect((await release.diff!("id", drifted, inputs)).changes).toBe(true);
  });
});

describe("HealthGate", () => {
  const wanted = {
    stack: "s",
    wave: "canary",
    validators: [{ name: "a", power: 1, connection, privateAddress: "10.0.0.2", isRequired: true }],
    generations: { a: "1" },
    appliedAt: { a: "t" },
    minBlocks: 2,
    maxLagBlocks: 2,
    limitSeconds: 90,
  };

  test("runs again when it failed before, or a generation of its wave changes, and not for another port", async () => {
    const { inputs } = await healthGate.check!({}, wanted);
    const changes = async (olds: object) =>
      (await healthGate.diff!("id", { ...inputs, ...olds }, inputs)).changes;
    expect(await changes({ passed: false })).toBe(true);
    expect(await changes({ generations: { a: "0" } })).toBe(true);
    expect(await changes({ validators: [] })).toBe(false);
  });
});
