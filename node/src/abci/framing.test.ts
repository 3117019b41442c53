import fc from "fast-check";
import { encodeFrame, FrameReader } from "./framing";

describe("FrameReader", () => {
  test("gives back every message however the stream is cut", () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 12 }),
        fc.array(fc.integer({ min: 1, max: 97 }), { minLength: 1, maxLength: 20 }),
        (messages, cuts) => {
          const stream = Buffer.concat(messages.map((message) => encodeFrame(message)));
          const reader = new FrameReader();
          const seen: Buffer[] = [];
          for (let at = 0, turn = 0; at < stream.length; turn++) {
            const size = cuts[turn % cuts.length]!;
            seen.push(...reader.push(stream.subarray(at, at + size)));
            at += size;
          }
          expect(seen.map((frame) => frame.toString("hex"))).toEqual(
            messages.map((message) => Buffer.from(message).toString("hex")),
          );
        },
      ),
    );
  });

  test("survives any bytes: it gives frames, waits, or refuses with a class", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 60 })), (chunks) => {
        const reader = new FrameReader();
        try {
          for (const chunk of chunks) reader.push(Buffer.from(chunk));
        } catch (error) {
          expect((error as { code?: string }).code).toBe("FRAMING");
        }
      }),
    );
  });

  test("joins a frame of two megabytes that comes in 64 kB chunks", () => {
    const message = Buffer.alloc(2_000_000, 7);
    const stream = encodeFrame(message);
    const reader = new FrameReader();
    const seen: Buffer[] = [];
    for (let at = 0; at < stream.length; at += 65536)
      seen.push(...reader.push(stream.subarray(at, at + 65536)));
    expect(seen).toHaveLength(1);
    expect(seen[0]!.equals(message)).toBe(true);
  });

  test("refuses a length above the limit", () => {
    expect(() => new FrameReader().push(Buffer.from("ffffffff0f", "hex"))).toThrow(
      "Frame: 4294967295 bytes are above 268435456.",
    );
  });

  test("refuses a length prefix that does not end", () => {
    expect(() => new FrameReader().push(Buffer.from("ffffffffffff", "hex"))).toThrow(
      "Frame: length prefix is too long.",
    );
  });
});
