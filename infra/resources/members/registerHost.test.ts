import { Interface } from "ethers";
import { contractAbis } from "../contracts/contractAbi";
import { missingCalls } from "./registerHost";
import { type Operator, wantedRegistration } from "./registrationFacts";

const contracts = {
  ande: "0x00000000000000000000000000000000000000A1",
  consensus: "0x00000000000000000000000000000000000000A2",
  coordinator: "0x00000000000000000000000000000000000000A3",
};
const operator: Operator = {
  owner: "0x00000000000000000000000000000000000000B1",
  signer: "0x00000000000000000000000000000000000000b2",
  peerId: `0x${"AB".repeat(32)}`,
  rpc: "http://10.77.0.10:8545",
  isSequencer: true,
};
const nothing = { validator: "not registered", hotKey: "none", sequencer: "not registered" };
const consent = `0x${"cd".repeat(65)}`;
const callsFor = (found: Record<string, string>, at: Partial<Operator> = {}) =>
  missingCalls({ contracts, operator: { ...operator, ...at }, stakeWei: "1000" }, { found, consent });
const told = (found: Record<string, string>, at?: Partial<Operator>) =>
  callsFor(found, at).map(({ description }) => description);

describe("missingCalls", () => {
  test("approves and registers the validator, names its hot key, then the sequencer", () => {
    expect(told(nothing)).toEqual([
      "approve the stake for AndeConsensus",
      "register the validator",
      "name the hot key",
      "approve the stake for AndeSequencerCoordinator",
      "register the sequencer",
    ]);
  });

  test("takes the owner's own form of registerValidator, with the host's consensus key", () => {
    const abi = new Interface(contractAbis.AndeConsensus);
    const { to, data } = callsFor(nothing)[1]!;
    const call = abi.parseTransaction({ data })!;
    expect([to, call.signature]).toEqual([contracts.consensus, "registerValidator(bytes32,string,uint256)"]);
    expect([...call.args]).toEqual([operator.peerId.toLowerCase(), operator.rpc, 1000n]);
  });

  test("leaves a witness out of the sequencers", () => {
    expect(told(nothing, { isSequencer: false })).toHaveLength(3);
  });

  test("asks for what is missing alone", () => {
    const wanted = wantedRegistration(operator);
    expect(told({ ...wanted, hotKey: "none" })).toEqual(["name the hot key"]);
    expect(told(wanted)).toEqual([]);
  });
});
