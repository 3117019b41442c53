import { createPrivateKey, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { parseConsensusKey } from "../../../node/src/keys/consensusKey";
import type { Validator } from "../validator";

const precommit = 2;
// PKCS#8 header of an ed25519 seed (RFC 8410).
const pkcs8Header = Buffer.from("302e020100300506032b657004220420", "hex");

interface ValidatorSet {
  validators: { address: string; voting_power: string }[];
}

/**
 * Two precommits of one validator for two blocks of one height, signed with its real key: what two hosts with the
 * same key would leave behind. Hands them to CometBFT as evidence, as any peer that saw both would.
 */
export async function showDoubleSign(
  of: Validator,
  at: { height: number; chainId: string },
): Promise<object> {
  const { validators } = await of.comets<ValidatorSet>(`/validators?height=${at.height}`);
  const { block } = await of.comets<{ block: { header: { time: string } } }>(`/block?height=${at.height}`);
  const index = validators.findIndex(({ address }) => address === of.identity.consensusAddress);
  const votes = ["11", "22"].map((byte) => signVote(of, { ...at, index, hash: byte.repeat(32) }));
  const evidence = {
    type: "tendermint/DuplicateVoteEvidence",
    value: {
      vote_a: votes[0],
      vote_b: votes[1],
      TotalVotingPower: String(validators.reduce((sum, { voting_power }) => sum + Number(voting_power), 0)),
      ValidatorPower: validators[index]!.voting_power,
      Timestamp: block.header.time,
    },
  };
  const response = await fetch(of.rpcUrl.replace(":8545", ":26657"), {
    method: "POST",
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "broadcast_evidence", params: { evidence } }),
  });
  return (await response.json()) as object;
}

function signVote(
  of: Validator,
  at: { height: number; chainId: string; index: number; hash: string },
): object {
  const path = of.at("keys/priv_validator_key.json");
  const { privateKey } = parseConsensusKey(path, readFileSync(path, "utf8"));
  const seed = Buffer.concat([pkcs8Header, privateKey.subarray(0, 32)]);
  const seconds = 1_700_000_000;
  const hash = Buffer.from(at.hash, "hex");
  const message = Buffer.concat([
    number(1, precommit),
    fixed64(2, at.height),
    bytes(4, Buffer.concat([bytes(1, hash), bytes(2, Buffer.concat([number(1, 1), bytes(2, hash)]))])),
    bytes(5, number(1, seconds)),
    bytes(6, Buffer.from(at.chainId)),
  ]);
  // CometBFT signs the length with the message.
  const delimited = Buffer.concat([Buffer.from(varint(message.length)), message]);
  const key = createPrivateKey({ key: seed, format: "der", type: "pkcs8" });
  return {
    type: precommit,
    height: String(at.height),
    round: 0,
    block_id: { hash: at.hash, parts: { total: 1, hash: at.hash } },
    timestamp: new Date(seconds * 1000).toISOString(),
    validator_address: of.identity.consensusAddress,
    validator_index: at.index,
    signature: sign(null, delimited, key).toString("base64"),
  };
}

// Fields of the protobuf CanonicalVote, which no package here has; round 0 is left out, as protobuf does.
const number = (field: number, value: number) => Buffer.from([field << 3, ...varint(value)]);
const bytes = (field: number, value: Buffer) =>
  Buffer.concat([Buffer.from([(field << 3) | 2, ...varint(value.length)]), value]);
function fixed64(field: number, value: number): Buffer {
  const encoded = Buffer.alloc(8);
  encoded.writeBigInt64LE(BigInt(value));
  return Buffer.concat([Buffer.from([(field << 3) | 1]), encoded]);
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(Math.floor(value / 128))];
}
