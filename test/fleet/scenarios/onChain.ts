import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Interface, JsonRpcProvider } from "ethers";
import type { RecordedDeployment } from "../../../infra/components/recordedDeployment";
import { contractAbis } from "../../../infra/resources/contracts/contractAbi";
import type { Fleet } from "../fleet";

interface CometValidator {
  pub_key: { value: string };
  voting_power: string;
}

/** The contracts know the validators that CometBFT runs with, each registered by the key of its own host. */
export function contractsKnowTheNetwork(fleet: Fleet): void {
  const ask = async (name: "AndeConsensus" | "AndeSequencerCoordinator", question: string) => {
    const { stack, outputs } = fleet;
    const file = join(stack.folder, `stacks/deployments/${stack.name}.json`);
    const { contracts } = JSON.parse(readFileSync(file, "utf8")) as RecordedDeployment;
    const abi = new Interface(contractAbis[name]);
    const client = new JsonRpcProvider(Object.values(outputs.endpoints.rpc)[0]);
    try {
      const data = abi.encodeFunctionData(question);
      const answer = await client.call({ to: contracts[name]!.address, data });
      return abi.decodeFunctionResult(question, answer);
    } finally {
      client.destroy();
    }
  };

  const cometSet = async (): Promise<Record<string, bigint>> => {
    const answer = await fleet.onHost("local-witness-1", "curl -s http://127.0.0.1:26657/validators");
    const { validators } = (JSON.parse(answer) as { result: { validators: CometValidator[] } }).result;
    return Object.fromEntries(
      validators.map(({ pub_key, voting_power }) => [
        `0x${Buffer.from(pub_key.value, "base64").toString("hex")}`,
        BigInt(voting_power),
      ]),
    );
  };

  test("getActiveValidators has all four, with the keys and powers of CometBFT's set", async () => {
    const [owners, peerIds, signers, powers] = await ask("AndeConsensus", "getValidatorSet");
    expect(new Set(owners).size).toBe(4);
    expect([...(await ask("AndeConsensus", "getActiveValidators"))[0]]).toEqual([...owners]);
    const onChain = [...peerIds].map((peerId: string, i) => [peerId, powers[i]]);
    expect(Object.fromEntries(onChain)).toEqual(await cometSet());
    // No owner's key is a hot key: the hosts' services cannot move stake.
    expect(new Set([...owners, ...signers]).size).toBe(8);
  });

  test("the chain follows them, on every host", async () => {
    for (const host of fleet.validators) {
      const set = (await fleet.statusOf(host))!.validatorSet;
      expect(set).toMatchObject({ source: "contract", totalPower: 4, pending: null });
    }
  });

  test("three of them are sequencers, and the witness is none", async () => {
    const [sequencers] = await ask("AndeSequencerCoordinator", "getActiveSequencers");
    expect(sequencers).toHaveLength(3);
  });
}
