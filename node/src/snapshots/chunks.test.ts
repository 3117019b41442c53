import fc from "fast-check";
import { ChunkAssembly, mostChunks, splitIntoChunks } from "./chunks";

const bytes = fc.uint8Array({ minLength: 1, maxLength: 2000 }).map((each) => Buffer.from(each));
const size = fc.integer({ min: 16, max: 400 });
const offerOf = (whole: Buffer, each: number) => {
  const { chunks, hash, metadata } = splitIntoChunks(whole, each);
  return { chunks, offer: { chunks: chunks.length, hash, metadata } };
};

describe("splitIntoChunks", () => {
  test("gives the same bytes again, in whatever order and how often the chunks come", () => {
    fc.assert(
      fc.property(bytes, size, fc.infiniteStream(fc.nat()), (whole, each, random) => {
        const { chunks, offer } = offerOf(whole, each);
        const assembly = ChunkAssembly.of(offer)!;
        const rank = new Map(chunks.map((_, at) => [at, random.next().value]));
        const order = [...chunks.keys()].sort((a, b) => rank.get(a)! - rank.get(b)!);
        for (const [taken, at] of order.entries()) {
          expect(assembly.whole).toBeUndefined();
          expect(assembly.take(at, chunks[at]!)).toBe(true);
          if (taken % 2 === 0) expect(assembly.take(at, chunks[at]!)).toBe(true);
        }
        expect(assembly.whole).toEqual(whole);
      }),
    );
  });

  test("is the same for the same bytes", () => {
    fc.assert(
      fc.property(bytes, size, (whole, each) => {
        expect(splitIntoChunks(whole, each)).toEqual(splitIntoChunks(Buffer.from(whole), each));
      }),
    );
  });
});

describe("ChunkAssembly", () => {
  test("refuses a chunk with any bit turned, and one in another's place", () => {
    fc.assert(
      fc.property(bytes, size, fc.nat(), fc.nat(), (whole, each, where, bit) => {
        const { chunks, offer } = offerOf(whole, each);
        const assembly = ChunkAssembly.of(offer)!;
        const at = where % chunks.length;
        const bent = Buffer.from(chunks[at]!);
        const place = bit % (bent.length * 8);
        bent[place >> 3]! ^= 1 << (place & 7);
        expect(assembly.take(at, bent)).toBe(false);
        expect(assembly.take(chunks.length, chunks[at]!)).toBe(false);
        for (const [other, chunk] of chunks.entries()) {
          if (!chunk.equals(chunks[at]!)) expect(assembly.take(at, chunk)).toBe(false);
          expect(assembly.take(other, chunk)).toBe(true);
        }
        expect(assembly.whole).toEqual(whole);
      }),
    );
  });

  test("refuses an offer whose hash is not of its digests, or that is too much", () => {
    const { offer } = offerOf(Buffer.alloc(500, 7), 100);
    expect(ChunkAssembly.of({ ...offer, hash: Buffer.alloc(32) })).toBeUndefined();
    expect(ChunkAssembly.of({ ...offer, chunks: 4 })).toBeUndefined();
    expect(ChunkAssembly.of({ ...offer, chunks: 0 })).toBeUndefined();
    const large = offerOf(Buffer.alloc(mostChunks + 1, 7), 1).offer;
    expect(ChunkAssembly.of(large)).toBeUndefined();
  });
});
