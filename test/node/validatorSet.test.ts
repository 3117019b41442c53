import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ChainContracts } from "./chainContracts";
import { LocalChain, until } from "./localChain";
import type { Validator } from "./validator";

jest.setTimeout(240_000);

let chain: LocalChain;
let contracts: ChainContracts;
let genesis: Validator[];
let fifth: Validator;

// Four validators of the genesis, one of them a witness, and a fifth that follows; leases short enough to see it hold.
beforeAll(async () => {
  chain = await LocalChain.start(5, {
    joiners: 1,
    hasContracts: true,
    plan: { blockIntervalMs: 1000, lease: { blocks: 4, missesToFailOver: 3 } },
  });
  contracts = new ChainContracts(chain);
  genesis = chain.validators.slice(0, 4);
  fifth = chain.validators[4]!;
  await chain.waitForHeight(3);
});
afterAll(async () => {
  contracts?.close();
  await chain?.stop();
}, 60_000);

interface CometSet {
  validators: { address: string; voting_power: string }[];
}

/** CometBFT's set of a height as this node has it, by address. */
async function setAt(one: Validator, height: number): Promise<Record<string, number>> {
  const { validators } = await one.comets<CometSet>(`/validators?height=${height}&per_page=100`);
  return Object.fromEntries(validators.map(({ address, voting_power }) => [address, Number(voting_power)]));
}

const powersOf = (some: Validator[]): Record<string, number> =>
  Object.fromEntries(some.map(({ identity }) => [identity.consensusAddress, 10]));

/** The consensus height that carried this EVM block. */
async function heightOf(evmBlock: number): Promise<number> {
  for (let height = evmBlock; ; height++) {
    const { at } = await genesis[0]!.status(`?height=${height}`);
    if (at?.evmHeight === evmBlock) return height;
    if (!at) throw new Error(`no height carries block ${evmBlock}`);
  }
}

async function signersOf(height: number): Promise<string[]> {
  const { signed_header: header } = await genesis[0]!.comets<{
    signed_header: { commit: { signatures: { block_id_flag: number; validator_address: string }[] } };
  }>(`/commit?height=${height}`);
  return header.commit.signatures
    .filter(({ block_id_flag: flag }) => flag === 2)
    .map(({ validator_address: address }) => address);
}

/** Every node has this set at these heights. */
async function expectSets(expected: Record<number, Validator[]>): Promise<void> {
  await chain.waitForHeight(Math.max(...Object.keys(expected).map(Number)));
  for (const [height, some] of Object.entries(expected)) {
    for (const one of chain.validators) {
      expect({ at: height, of: one.name, set: await setAt(one, Number(height)) }).toEqual({
        at: height,
        of: one.name,
        set: powersOf(some),
      });
    }
  }
}

test("the genesis' set stays while its validators register one by one, and the contract leads once all have", async () => {
  await contracts.deploy();
  for (const one of genesis.slice(0, 3)) await contracts.register(one);
  expect((await fifth.status()).validatorSet).toMatchObject({
    source: "genesis",
    totalPower: 40,
    pending: null,
  });
  await contracts.register(genesis[3]!);
  await until(
    async () => {
      const told = await Promise.all(chain.validators.map((one) => one.status()));
      return told.every(({ validatorSet }) => validatorSet?.source === "contract");
    },
    { timeoutMs: 20_000, what: async () => "AndeConsensus leads everywhere" },
  );
  const height = await chain.topHeight();
  await expectSets({ 1: genesis, [height]: genesis, [height + 3]: genesis });
});

test("a fifth that registers is in the set two heights later on every node, signs, and holds the lease", async () => {
  await contracts.register(fifth);
  const registered = await heightOf((await contracts.blocksOf("ValidatorRegistered", fifth))[0]!);
  await expectSets({ [registered + 1]: genesis, [registered + 2]: chain.validators });
  const { consensusAddress, evmAddress } = fifth.identity;
  await chain.waitForHeight(registered + 6);
  expect(await signersOf(registered + 5)).toContain(consensusAddress);
  await until(async () => (await genesis[0]!.status()).lease?.holder === consensusAddress, {
    timeoutMs: 60_000,
    what: async () => `a lease of ${fifth.name}: ${JSON.stringify((await genesis[0]!.status()).lease)}`,
  });
  const { startHeight } = (await genesis[0]!.status()).lease!;
  await chain.waitForHeight(startHeight + 2);
  const { at } = await genesis[0]!.status(`?height=${startHeight + 1}`);
  const block = await genesis[0]!.gethBlock(at!.evmHeight);
  expect(block!.miner.toLowerCase()).toBe(evmAddress.toLowerCase());
});

test("one that leaves is out of the set two heights later, and blocks go on", async () => {
  await contracts.unregister(fifth);
  const left = await heightOf((await contracts.blocksOf("ValidatorUnregistered", fifth))[0]!);
  await expectSets({ [left + 1]: chain.validators, [left + 2]: genesis });
  await chain.waitForHeight(left + 8);
  const { lease } = await genesis[0]!.status();
  expect(powersOf(genesis)).toHaveProperty(lease!.holder);
  expect((await chain.transfer(genesis[1])).status).toBe(1);
});

test("a node that begins from nothing replays the same sets, and one that was killed goes on with them", async () => {
  await fifth.stop();
  // All but what it has signed: that is a validator's for life.
  const blocks = readdirSync(fifth.at("comet/data")).filter((name) => name !== "priv_validator_state.json");
  for (const name of ["app", "geth", ...blocks.map((one) => join("comet/data", one))]) {
    rmSync(fifth.at(name), { recursive: true });
  }
  fifth.prepare();
  fifth.start();
  genesis[1]!.kill();
  await chain.waitForHeight((await chain.topHeight()) + 3, { timeoutMs: 120_000 });
  const [one, two] = await Promise.all([genesis[0]!.status(), fifth.status()]);
  expect(two.validatorSet).toEqual(one.validatorSet);
  expect(await setAt(fifth, two.height)).toEqual(powersOf(genesis));
});
