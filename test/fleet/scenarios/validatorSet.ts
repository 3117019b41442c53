import { Interface, JsonRpcProvider } from "ethers";
import { contractAbis } from "../../../infra/resources/contracts/contractAbi";
import type { Fleet } from "../fleet";
import { HeightWatch, longestGapSeconds } from "../heightWatch";

interface CometSet {
  result: { validators: { address: string; voting_power: string }[] };
}

/** The set follows the description by way of the chain: a host that comes is registered, one that goes is taken out. */
export function validatorsComeAndGo(fleet: Fleet): void {
  // Last by name: the published ports of the others stay.
  const newcomer = {
    name: "local-z-sequencer-4",
    provider: "docker",
    region: "local",
    roles: ["sequencer"],
    power: 1,
  };
  const abi = new Interface(contractAbis.AndeConsensus);

  const askHost = async <T>(host: string, path: string): Promise<T> =>
    JSON.parse(await fleet.onHost(host, `curl -s --max-time 5 'http://127.0.0.1:26657${path}'`)) as T;

  /** How many CometBFT of this host has in its set at this height. */
  const sizeAt = async (host: string, height: number): Promise<number> =>
    (await askHost<CometSet>(host, `/validators?height=${height}`)).result.validators.length;

  /** Consensus height of the last event of this name. */
  const heightOf = async (event: string): Promise<number> => {
    const client = new JsonRpcProvider(Object.values(fleet.outputs.endpoints.rpc)[0]);
    try {
      const { AndeConsensus: address } = fleet.outputs.contracts;
      const topics = [abi.getEvent(event)!.topicHash];
      const logs = await client.getLogs({ address: address!, topics, fromBlock: 0 });
      const evmBlock = logs.at(-1)!.blockNumber;
      for (let height = evmBlock; ; height++) {
        const status = await fleet.statusOf("local-witness-1", height);
        if (status!.at!.evmHeight === evmBlock) return height;
      }
    } finally {
      client.destroy();
    }
  };

  const expectSizes = async (hosts: string[], sizes: Record<number, number>): Promise<void> => {
    await fleet.waitForBlocks(3, 30_000);
    for (const [height, size] of Object.entries(sizes)) {
      for (const host of hosts)
        expect([host, height, await sizeAt(host, Number(height))]).toEqual([host, height, size]);
    }
  };

  test("a fifth sequencer is in CometBFT's set two heights after its registration, and out after its leaving", async () => {
    const hosts = fleet.description.hosts as object[];
    const [watcher] = fleet.validators as [string];
    const { longestSeconds } = await HeightWatch.during(fleet, async () => {
      fleet.stack.describe({ ...fleet.description, hosts: [...hosts, newcomer] });
      await fleet.deploy();
      const came = await heightOf("ValidatorRegistered");
      await expectSizes([...fleet.validators, newcomer.name], { [came + 1]: 4, [came + 2]: 5 });
      const { validatorSet } = (await fleet.statusOf(newcomer.name))!;
      expect(validatorSet).toMatchObject({ source: "contract", totalPower: 5 });

      fleet.stack.describe(fleet.description);
      await fleet.deploy();
      const went = await heightOf("ValidatorUnregistered");
      await expectSizes(fleet.validators, { [went + 1]: 5, [went + 2]: 4 });
      expect((await fleet.statusOf(watcher))!.validatorSet.totalPower).toBe(4);
    });
    expect(longestSeconds).toBeLessThan(longestGapSeconds);
  });
}
