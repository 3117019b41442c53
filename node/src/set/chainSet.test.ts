import { createHash } from "node:crypto";
import { Interface } from "ethers";
import fc from "fast-check";
import { contractAbis } from "../contracts/abi";
import { arrayView, decodeArrays } from "../contracts/view";
import { parseChainSet } from "./chainSet";

const consensus = new Interface(contractAbis.AndeConsensus);
const coordinator = new Interface(contractAbis.AndeSequencerCoordinator);
const noKey = `0x${"0".repeat(40)}`;

interface Named {
  owner: string;
  peerId: string;
  signer: string;
  power: bigint;
}

const said = (members: Named[], active: string[] = []) =>
  [
    consensus.encodeFunctionResult("getValidatorSet", [
      members.map(({ owner }) => owner),
      members.map(({ peerId }) => peerId),
      members.map(({ signer }) => signer),
      members.map(({ power }) => power),
    ]),
    coordinator.encodeFunctionResult("getRegisteredSequencers", [active]),
  ].map((data) => ({ isReverted: false as const, data })) as [
    { isReverted: false; data: string },
    { isReverted: false; data: string },
  ];

const hex = (bytes: number) =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((raw) => `0x${Buffer.from(raw).toString("hex")}`);
const members = fc.uniqueArray(
  fc.record({
    owner: hex(20),
    peerId: hex(32),
    signer: hex(20).filter((one) => one !== noKey),
    power: fc.bigInt({ min: 1n, max: 2n ** 40n }),
  }),
  {
    minLength: 1,
    maxLength: 20,
    comparator: (a, b) => a.owner === b.owner || a.peerId === b.peerId || a.signer === b.signer,
  },
);
const placeOf = (peerId: string) =>
  createHash("sha256")
    .update(Buffer.from(peerId.slice(2), "hex"))
    .digest("hex")
    .slice(0, 40)
    .toUpperCase();
const member = (byte: string, at: Partial<Named> = {}): Named => ({
  owner: `0x${byte.repeat(20)}`,
  peerId: `0x${byte.repeat(32)}`,
  signer: `0x${"e".repeat(38)}${byte}`,
  power: 1n,
  ...at,
});

describe("arrayView", () => {
  test("knows the calls as the ABI has them, and refuses what it cannot read", () => {
    expect(arrayView("AndeConsensus", "getValidatorSet")).toEqual({
      selector: consensus.getFunction("getValidatorSet")!.selector,
      arrays: 4,
    });
    expect(() => arrayView("AndeConsensus", "getParameters")).toThrow(
      "AndeConsensus does not have one view getParameters() that returns arrays.",
    );
  });
});

describe("decodeArrays", () => {
  test("reads any bytes or refuses them; never anything else", () => {
    const view = arrayView("AndeConsensus", "getValidatorSet");
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (raw) => {
        try {
          decodeArrays(`0x${Buffer.from(raw).toString("hex")}`, view);
        } catch (error) {
          expect(error).toMatchObject({ code: "VIEW_FORMAT" });
        }
      }),
    );
  });
});

describe("parseChainSet", () => {
  test("reads every set that the contracts can name", () => {
    fc.assert(
      fc.property(members, fc.infiniteStream(fc.boolean()), (all, coin) => {
        const active = all.filter(() => coin.next().value).map(({ owner }) => owner);
        const { validators } = parseChainSet(...said(all, active));
        const expected = all.map(({ owner, peerId, signer, power }) => [
          placeOf(peerId),
          {
            publicKey: peerId,
            evmAddress: signer,
            power: Number(power),
            eligible: active.length === 0 || active.includes(owner),
          },
        ]);
        expect(validators).toEqual(Object.fromEntries(expected));
      }),
    );
  });

  test("lets nobody without a hot key hold, and everybody else where no sequencer is registered", () => {
    const { validators } = parseChainSet(...said([member("aa"), member("bb", { signer: noKey })]));
    expect(validators![placeOf(member("aa").peerId)]!.eligible).toBe(true);
    expect(validators![placeOf(member("bb").peerId)]!.eligible).toBe(false);
  });

  const [set, active] = said([member("aa")]);
  test.each<[string, Parameters<typeof parseChainSet>, string]>([
    ["no code", [{ isReverted: false, data: "0x" }, active], "absent"],
    ["a coordinator that is not there yet", [set, { isReverted: false, data: "0x" }], "absent"],
    ["a revert", [{ isReverted: true }, active], "reverted"],
    ["half an answer", [{ isReverted: false, data: set.data.slice(0, 200) }, active], "unreadable"],
    ["nobody", said([]), "empty"],
    ["no power", said([member("aa", { power: 0n })]), "power"],
    ["more power than can be counted", said([member("aa", { power: 2n ** 60n })]), "power"],
    ["one hot key for two", said([member("aa"), member("bb", { signer: member("aa").signer })]), "twice"],
    [
      "one consensus key for two",
      said([member("aa"), member("bb", { peerId: member("aa").peerId })]),
      "twice",
    ],
  ])("finds no set in %s", (_, answers, fault) => {
    expect(parseChainSet(...answers)).toMatchObject({ fault });
  });
});
