import { existsSync, readFileSync } from "node:fs";
import { LocalChain, until } from "./localChain";
import { prepareSigner, RemoteSigner } from "./remoteSigner";
import type { Validator } from "./validator";

jest.setTimeout(120_000);

const away = "no remote signer is connected: this validator signs nothing";

const signers: RemoteSigner[] = [];
let signer: RemoteSigner;
let chain: LocalChain;
let validator: Validator;

beforeAll(async () => {
  prepareSigner();
  signer = makeSigner();
  chain = await LocalChain.start(4, { remoteSignerKey: signer.publicKey });
  validator = chain.validators[3]!;
  await chain.waitForHeight(2);
  // The signer is built where it was not built before.
}, 300_000);
afterAll(async () => {
  await Promise.all(signers.map((one) => one.remove()));
  await chain?.stop();
}, 60_000);

function makeSigner(keyFile?: string): RemoteSigner {
  signers.push(new RemoteSigner(keyFile));
  return signers.at(-1)!;
}

const start = (one: RemoteSigner) => one.start(validator.signerAddress, chain.plan.consensusChainId);

/** Whether the validator's signature is in the commit of this height. */
async function isSigned(height: number): Promise<boolean> {
  const { signed_header } = await chain.validators[0]!.comets<{
    signed_header: { commit: { signatures: { block_id_flag: number; validator_address: string }[] } };
  }>(`/commit?height=${height}`);
  return signed_header.commit.signatures.some(
    ({ block_id_flag, validator_address }) =>
      block_id_flag === 2 && validator_address === validator.identity.consensusAddress,
  );
}

/** A block that is signed here, from this height on. */
async function waitForSignature(from: number): Promise<void> {
  let height = from;
  await until(
    async () => {
      for (; height < (await chain.topHeight()); height++) if (await isSigned(height)) return true;
      return false;
    },
    { timeoutMs: 30_000, what: async () => JSON.stringify(await validator.status()) },
  );
}

async function waitForReason(reason: string | RegExp): Promise<void> {
  await until(
    async () => {
      const { reasons } = await validator.status();
      return reasons.some((one) => (typeof reason === "string" ? one === reason : reason.test(one)));
    },
    { timeoutMs: 20_000, what: async () => JSON.stringify(await validator.status()) },
  );
}

/** All four follow the chain for two blocks, and no commit of these has the validator's signature. */
async function goesOnWithoutIt(): Promise<void> {
  const from = (await chain.topHeight()) + 1;
  await chain.waitForHeight(from + 2);
  for (let height = from; height < from + 2; height++)
    expect([height, await isSigned(height)]).toEqual([height, false]);
}

describe("a validator whose key a remote signer holds", () => {
  test("has no consensus key, and stands with the signer's in the genesis", () => {
    expect(existsSync(validator.at("keys/priv_validator_key.json"))).toBe(false);
    const { validators } = JSON.parse(readFileSync(validator.at("comet/config/genesis.json"), "utf8"));
    expect(validators[3].pub_key.value).toBe(signer.publicKey);
  });

  test("without its signer: the chain goes on, the host follows it, and says why it signs nothing", async () => {
    await waitForReason(away);
    await goesOnWithoutIt();
    expect((await validator.get("/readyz")).status).toBe(200);
    expect((await validator.get("/healthz")).status).toBe(503);
    expect(validator.comet.ends).toEqual([]);
  });

  test("with its signer it signs blocks, and is healthy", async () => {
    const from = await chain.topHeight();
    start(signer);
    await waitForSignature(from);
    expect(await validator.status()).toMatchObject({
      healthy: true,
      reasons: [],
      signer: { remote: expect.stringMatching(/^127\..+:\d+$/), fault: null },
    });
    expect(signer.signedHeight).toBeGreaterThanOrEqual(from);
  });

  test("a second signer with the same key is refused while the first is there", async () => {
    const second = makeSigner(signer.keyFile);
    start(second);
    await until(async () => validator.app.log().includes("is a second one for this host's key"), {
      timeoutMs: 20_000,
      what: async () => "the refusal",
    });
    await second.kill();
    expect(second.signedHeight).toBe(0);
    await waitForSignature(await chain.topHeight());
  });

  test("its signer dies: the chain goes on without a pause of this host, which names the reason", async () => {
    await signer.kill();
    await waitForReason(away);
    await goesOnWithoutIt();
    expect((await validator.status()).signer).toMatchObject({ remote: null, fault: { kind: "away" } });
  });

  test("a signer with another validator's key is refused by name, and nothing is signed by it", async () => {
    const other = makeSigner(chain.validators[0]!.at("keys/priv_validator_key.json"));
    start(other);
    const own = validator.identity.consensusAddress;
    const others = chain.validators[0]!.identity.consensusAddress;
    await waitForReason(
      new RegExp(
        `^The signer at 127\\..+ holds another validator's key than this host's\\. declared: ${own} .+ held: ${others} `,
      ),
    );
    expect((await validator.get("/readyz")).status).toBe(503);
    await goesOnWithoutIt();
    await other.kill();
    expect(other.signedHeight).toBe(0);
    const metrics = await (await chain.validators[1]!.get("/metrics")).text();
    expect(metrics).toContain('cordillera_evidence_total{kind="double_sign"} 0');
  });

  test("its own signer comes back with its signing state: it signs again, without a person", async () => {
    const from = await chain.topHeight();
    start(signer);
    await waitForSignature(from);
    await until(async () => (await validator.status()).healthy, {
      timeoutMs: 10_000,
      what: async () => JSON.stringify(await validator.status()),
    });
    expect(validator.comet.ends).toEqual([]);
    expect(validator.app.ends).toEqual([]);
  });
});
