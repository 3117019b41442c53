import { connect } from "node:net";
import { systemClock } from "../clock";
import type { Logger } from "../logger";
import { kinds, parseMessage, renderMessage, renderPublicKeyResponse, renderRefusal } from "./messages";
import { SecretConnection } from "./secretConnection";
import { SignerPort } from "./signerPort";

const declared = Buffer.alloc(32, 1);
let port: SignerPort;
let listening: number;
let errors: string[];
let refused: number;
const dialled: SecretConnection[] = [];

beforeEach(async () => {
  errors = [];
  refused = 0;
  const note = (_message: string, fields?: object) =>
    errors.push(String((fields as { reason: string }).reason));
  const logger: Logger = { debug() {}, info() {}, warn() {}, error: note };
  port = new SignerPort(
    { listen: { host: "127.0.0.1", port: 0 }, chainId: "test-1", publicKey: declared },
    { clock: systemClock, logger, onRefused: () => (refused += 1) },
  );
  listening = await port.listen();
});
afterEach(async () => {
  for (const connection of dialled.splice(0)) connection.close();
  await port.close();
});

/** A signer that answers the question for its key like this, and no other. */
async function dial(answer: Uint8Array | undefined): Promise<SecretConnection> {
  const connection = await SecretConnection.open(connect(listening, "127.0.0.1"));
  dialled.push(connection);
  expect(parseMessage(await connection.receive()).kind).toBe(kinds.publicKeyRequest);
  if (answer) connection.send(answer);
  return connection;
}

const settle = async (isDone: () => boolean) => {
  for (let i = 0; i < 500 && !isDone(); i++) await systemClock.sleep(10);
};
const withoutPort = (text: string | undefined) => text?.replace(/127\.0\.0\.1:\d+/g, "<signer>");

describe("SignerPort", () => {
  test("lets the declared signer in, and asks it", async () => {
    const signer = await dial(renderPublicKeyResponse(declared));
    await settle(() => port.link !== undefined);
    const answer = port.link!.ask(renderMessage(kinds.signVoteRequest, Buffer.from([1, 2])));
    expect(parseMessage(await signer.receive())).toEqual({
      kind: kinds.signVoteRequest,
      body: Buffer.from([1, 2]),
    });
    signer.send(renderMessage(kinds.signedVoteResponse, Buffer.from([3])));
    expect(await answer).toEqual({ kind: kinds.signedVoteResponse, body: Buffer.from([3]) });
    signer.close();
    await settle(() => port.link === undefined);
    expect([port.link, port.refusal, errors]).toEqual([undefined, undefined, []]);
  });

  test("refuses another key by name, until the declared one comes", async () => {
    const signer = await dial(renderPublicKeyResponse(Buffer.alloc(32, 2)));
    await signer.whenEnded;
    await settle(() => errors.length > 0);
    expect(errors.map(withoutPort)).toEqual([
      [
        "The signer at <signer> holds another validator's key than this host's.",
        "  - declared: 72CD6E8422C407FB6D098690F1130B7DED7EC2F7 (AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=)",
        "  - held: 75877BB41D393B5FB8455CE60ECD8DDA001D0631 (AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=)",
        "  fix: Start the signer with the key whose public half is this host's remoteSigner.publicKey. Never run another validator's key here: two signers with one key sign twice.",
      ].join("\n"),
    ]);
    expect(withoutPort(port.refusal)).toContain("holds another validator's key");
    expect([port.link, refused]).toEqual([undefined, 1]);
    await dial(renderPublicKeyResponse(declared));
    await settle(() => port.link !== undefined);
    expect(port.refusal).toBeUndefined();
  });

  test("refuses a signer that has no key for this chain, in its own words, and writes the same reason once", async () => {
    const refusal = renderRefusal(kinds.publicKeyResponse, {
      code: 0,
      description: "unable to provide pubkey",
    });
    for (const times of [1, 2]) {
      await (await dial(refusal)).whenEnded;
      await settle(() => refused === times);
    }
    expect(errors.map(withoutPort)).toEqual([
      [
        "The signer at <signer> gives no key for chain test-1.",
        "  - it says: unable to provide pubkey",
        "  fix: Name the chain test-1 in the signer's settings.",
      ].join("\n"),
    ]);
  });

  test("refuses a second one while the first is there", async () => {
    await dial(renderPublicKeyResponse(declared));
    await settle(() => port.link !== undefined);
    const first = port.link!.remote;
    await (await dial(renderPublicKeyResponse(declared))).whenEnded;
    await settle(() => errors.length > 0);
    expect(errors[0]).toContain(`  - connected already: ${first}`);
    expect(port.link!.remote).toBe(first);
    expect(port.refusal).toBeUndefined();
  });

  test("hangs up on a signer that gives no answer", async () => {
    await dial(renderPublicKeyResponse(declared));
    await settle(() => port.link !== undefined);
    await expect(port.link!.ask(renderMessage(kinds.signVoteRequest))).rejects.toThrow(
      /^The signer at 127\.0\.0\.1:\d+ gave no answer within 4000 ms\.$/,
    );
    expect(port.link).toBeUndefined();
  }, 10_000);
});
