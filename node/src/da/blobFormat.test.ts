import fc from "fast-check";
import { encodePayload } from "../payload/codec";
import { author, signingKey } from "../testing/daWorld";
import { chainPayload } from "../testing/fakeExecution";
import { BlobError } from "./blobFaults";
import { type BlobContent, encodeBlob, openBody, openHeader } from "./blobFormat";
import { assertContinues, assertNetwork, linkOf, noLink } from "./blobHeader";

// The property compresses many blobs; a busy machine takes its time.
jest.setTimeout(60_000);

const hash = (digit: string) => `0x${digit.repeat(64)}`;

function content(change: Partial<BlobContent> & { count?: number; txs?: string[] } = {}): BlobContent {
  const { count = 3, txs = [], ...rest } = change;
  const from = change.from ?? 1;
  const blocks = Array.from({ length: count }, (_, index) => {
    const built = chainPayload(from + index);
    return {
      tx: encodePayload({ ...built, payload: { ...built.payload, transactions: txs } }),
      parentBeaconBlockRoot: hash("9"),
    };
  });
  return {
    chainId: 1234,
    genesisHash: hash("a"),
    previous: noLink,
    previousDaHeight: 0,
    from,
    blocks,
    state: '{"height":7}',
    ...rest,
  };
}

async function faultOf(bytes: Uint8Array): Promise<string> {
  try {
    await openBody(openHeader(bytes));
    return "none";
  } catch (error) {
    if (!(error instanceof BlobError)) throw error;
    return error.code;
  }
}

describe("encodeBlob", () => {
  test("and back gives the same blocks, state and signer, whatever they hold", async () => {
    const transaction = fc
      .uint8Array({ maxLength: 300 })
      .map((raw) => `0x${Buffer.from(raw).toString("hex")}`);
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          from: fc.integer({ min: 1, max: 2 ** 40 }),
          count: fc.integer({ min: 1, max: 5 }),
          txs: fc.array(transaction, { maxLength: 5 }),
          state: fc.string(),
        }),
        async (change) => {
          const given = content(change);
          const { bytes, header } = await encodeBlob(given, signingKey);
          const open = await openBody(openHeader(bytes));
          expect(open.header).toEqual(header);
          expect(open.signer).toBe(author);
          expect(open.state).toBe(change.state);
          expect(open.blocks.map(({ tx }) => Buffer.from(tx).toString("hex"))).toEqual(
            given.blocks.map(({ tx }) => Buffer.from(tx).toString("hex")),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  test("shows magic and version, and a zstd frame that any zstd unfolds", async () => {
    const { bytes } = await encodeBlob(content(), signingKey);
    expect(bytes.subarray(0, 6).toString("hex")).toBe("435244410001");
    expect(Buffer.from(openHeader(bytes).body.subarray(0, 4)).toString("hex")).toBe("28b52ffd");
  });
});

describe("openBody", () => {
  test("reads no cut blob and nothing else out of a changed one, at whatever place", async () => {
    const { bytes } = await encodeBlob(content({ txs: ["0x02f86b", "0x02aabb"] }), signingKey);
    const whole = await openBody(openHeader(bytes));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: bytes.length - 1 }), async (at) => {
        expect(await faultOf(bytes.subarray(0, at))).not.toBe("none");
      }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: bytes.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, change) => {
          const changed = Buffer.from(bytes);
          changed[at]! ^= change;
          const code = await faultOf(changed);
          if (code !== "none") return;
          const read = await openBody(openHeader(changed));
          // A changed signature or header still is one, of somebody who is no author here; zstd has bits that say nothing.
          if (read.signer === author) expect(read).toEqual(whole);
        },
      ),
      { examples: [[531, 1]] },
    );
  });

  test("never throws anything but a fault of the blob on arbitrary bytes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (raw) => void (await faultOf(raw))),
    );
  });
});

describe("one fault, one error", () => {
  const messageOf = async (bytes: Uint8Array) => {
    try {
      await openBody(openHeader(bytes));
    } catch (error) {
      return (error as Error).message;
    }
    return "none";
  };

  test("foreign bytes", async () => {
    expect(await messageOf(Buffer.from("something else"))).toBe("The blob is none of ours: unknown magic.");
  });

  test("a version that is not known", async () => {
    const { bytes } = await encodeBlob(content(), signingKey);
    bytes.writeUInt16BE(2, 4);
    expect(await messageOf(bytes)).toBe("The blob is of version 2; known: 1.");
  });

  test("cut in the body", async () => {
    const { bytes } = await encodeBlob(content(), signingKey);
    expect(await faultOf(bytes.subarray(0, bytes.length - 6))).toBe("BLOB_TRUNCATED");
    expect(await messageOf(bytes.subarray(0, 20))).toBe("The blob is cut before its body.");
  });

  test("another block where one belongs", async () => {
    const wrong = content();
    wrong.blocks = [wrong.blocks[0]!, wrong.blocks[2]!, wrong.blocks[1]!];
    const { bytes } = await encodeBlob(wrong, signingKey);
    expect(await messageOf(bytes)).toBe("The blob has block 3 where 2 belongs.");
  });

  test("another network", async () => {
    const { header } = await encodeBlob(content(), signingKey);
    expect(() => assertNetwork(header, { chainId: 1, genesisHash: hash("a") })).toThrow(
      `The blob is of another network.\n  - blob: chain 1234, genesis ${hash("a")}\n  - ours: chain 1, genesis ${hash("a")}`,
    );
  });

  test("a gap, and a broken chain", async () => {
    const { header } = await encodeBlob(content({ from: 5, previous: hash("b") }), signingKey);
    expect(() => assertContinues(header, { to: 3, link: hash("b") })).toThrow(
      "The blob must begin at block 4.\n  - from 5 to 7",
    );
    expect(() => assertContinues(header, { to: 4, link: hash("c") })).toThrow(
      `The blob of blocks 5 to 7 breaks the chain of blobs.\n  - previous: ${hash("b")}\n  - must be: ${hash("c")}`,
    );
    expect(() => assertContinues(header, { to: 4, link: hash("b") })).not.toThrow();
  });

  test("a body that unfolds to more than its header says", async () => {
    const small = await encodeBlob(content({ count: 1, state: "" }), signingKey);
    const large = await encodeBlob(
      content({ count: 1, txs: [`0x${"ab".repeat(90_000)}`], state: "" }),
      signingKey,
    );
    const body = openHeader(large.bytes).body;
    const lie = { ...openHeader(small.bytes), body };
    lie.header = { ...lie.header, bodyBytes: body.length };
    await expect(openBody(lie)).rejects.toThrow(
      `The blob unfolds to more than the ${small.header.payloadsBytes} bytes of its header.`,
    );
  });
});

describe("linkOf", () => {
  test("is the same for whoever posts, wherever the blob before lies", async () => {
    const one = await encodeBlob(content(), signingKey);
    const other = await encodeBlob(content({ previousDaHeight: 9, state: "" }), Buffer.alloc(32, 8));
    expect(linkOf(one.header)).toBe(linkOf(other.header));
  });

  test("is another for another range, payload, network or predecessor", async () => {
    const links = await Promise.all(
      [{}, { count: 2 }, { from: 2 }, { txs: ["0x02"] }, { chainId: 2 }, { previous: hash("1") }].map(
        async (change) => linkOf((await encodeBlob(content(change), signingKey)).header),
      ),
    );
    expect(new Set(links).size).toBe(links.length);
  });
});
