import { createHash } from "node:crypto";
import { AbiCoder, encodeRlp, id, keccak256, toBeHex } from "ethers";
import type { Lease } from "../../node/src/lease/lease";
import { encodeHeader } from "../../node/src/mirror/encodeHeader";
import { LeaseOpenings } from "../../node/src/mirror/leaseOpenings";
import { cutLease } from "../../node/src/mirror/leaseText";
import { encodeProof } from "../../node/src/mirror/proofCall";
import { type AppState, appHashOf } from "../../node/src/state";

const leases = 300;
const sequencers = 5;
type Random = (below: number) => number;

/** As NetworkTest._operator has them. */
const peerIds = Array.from({ length: sequencers }, (_, index) => id(`peer${index}`));
const addresses = peerIds.map((peerId) =>
  createHash("sha256")
    .update(Buffer.from(peerId.slice(2), "hex"))
    .digest("hex")
    .slice(0, 40)
    .toUpperCase(),
);

const bytesOf = (random: Random, length: number) =>
  `0x${Array.from({ length }, () => random(256).toString(16).padStart(2, "0")).join("")}`;

/**
 * Calls of `proveLease` as the node makes them, one lease after the other, with the block that each is about, and how
 * many of them show that the lease before was lost by misses.
 */
export async function makeOpenings(random: Random): Promise<string> {
  const openings = await LeaseOpenings.load({ get: async () => undefined });
  const rows: unknown[][] = [];
  let misses = 0;
  let before: number | undefined;
  for (let epoch = 1; epoch <= leases; epoch++) {
    const holder = random(sequencers);
    const failed = addresses.filter(() => random(4) === 0);
    if (before !== undefined && failed.includes(addresses[before]!)) misses += 1;
    before = holder;
    const state = stateUnder(leaseOf(random, { epoch, holder: addresses[holder]!, failed }), random);
    const block = blockOn(state, random);
    openings.note(state, { ...state, head: { ...state.head, number: Number(block.number) } });
    const { text, startHeight, blockNumber } = openings.all.at(-1)!;
    const call = encodeProof(encodeHeader(block), cutLease(text));
    rows.push([blockNumber, block.hash, call, peerIds[holder], epoch, startHeight]);
  }
  const types = ["tuple(uint256,bytes32,bytes,bytes32,uint256,uint256)[]", "uint256"];
  return AbiCoder.defaultAbiCoder().encode(types, [rows, misses]);
}

function leaseOf(
  random: Random,
  { epoch, holder, failed }: { epoch: number; holder: string; failed: string[] },
): Lease {
  const missed = Object.fromEntries(
    addresses.filter(() => random(3) === 0).map((each) => [each, 1 + random(9)]),
  );
  const planned = { at: 1 + random(1e6), ...(random(2) === 0 && { to: addresses[random(sequencers)]! }) };
  const lease = { epoch, holder, startHeight: epoch * 100, lastBlockHeight: random(1e6), missed, failed };
  return random(4) === 0 ? { ...lease, planned } : lease;
}

function stateUnder(lease: Lease, random: Random): AppState {
  const head = { number: 2_000 + lease.epoch * 100, hash: bytesOf(random, 32), timestamp: 1, stateRoot: "" };
  const validators = Object.fromEntries(
    addresses.map((each) => [
      each,
      { evmAddress: bytesOf(random, 20), power: 1 + random(50), eligible: true },
    ]),
  );
  const contracts = { consensus: bytesOf(random, 20), coordinator: bytesOf(random, 20) };
  const rules = { blocks: 100, missesToFailOver: 10 };
  const state = { head, blockIntervalMs: 2000, validators, contracts, leaseRules: rules, lease };
  const beside = { height: head.number, blockTimeMs: 0, dueMs: 0, genesisHash: "" };
  return { ...state, ...beside, appHash: appHashOf(state) };
}

/** A block of Prague on this state; its hash is ethers' word. */
function blockOn({ head, appHash }: AppState, random: Random) {
  const word = () => bytesOf(random, 32);
  const number = (most: number) => `0x${random(most).toString(16)}`;
  const fields = {
    parentHash: head.hash,
    sha3Uncles: word(),
    miner: bytesOf(random, 20),
    stateRoot: word(),
    transactionsRoot: word(),
    receiptsRoot: word(),
    logsBloom: bytesOf(random, 256),
    difficulty: "0x0",
    number: `0x${(head.number + 1).toString(16)}`,
    gasLimit: number(60_000_000),
    gasUsed: number(60_000_000),
    timestamp: number(2 ** 31),
    extraData: bytesOf(random, random(33)),
    mixHash: word(),
    nonce: bytesOf(random, 8),
    baseFeePerGas: number(200),
    withdrawalsRoot: word(),
    blobGasUsed: "0x0",
    excessBlobGas: "0x0",
    parentBeaconBlockRoot: appHash,
    requestsHash: word(),
  };
  const quantities = [
    "difficulty",
    "number",
    "gasLimit",
    "gasUsed",
    "timestamp",
    "baseFeePerGas",
    "blobGasUsed",
    "excessBlobGas",
  ];
  const written = Object.entries(fields).map(([name, value]) => {
    if (!quantities.includes(name)) return value;
    return BigInt(value) === 0n ? "0x" : toBeHex(value);
  });
  return { ...fields, hash: keccak256(encodeRlp(written)) };
}
