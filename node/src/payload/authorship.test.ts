import fc from "fast-check";
import { authored, sampleAuthor } from "../testing/sampleAuthor";
import { samplePayload } from "../testing/samplePayload";
import { decodeAuthored, encodeAuthored, signerOf } from "./authorship";
import { decodePayload } from "./codec";

const author = sampleAuthor(1);
const signed = authored(author, samplePayload(), { height: 7, epoch: 3, handOver: { at: 12 } });

describe("authorship", () => {
  test("travels with the payload, and names the key that earns the fees", () => {
    const { payload, authorship } = decodeAuthored(signed.tx);
    expect(authorship).toEqual(signed.authorship);
    expect(signerOf(authorship, "test-1")).toBe(author.evmAddress);
    expect(decodePayload(payload)).toEqual(signed.built);
    expect(decodePayload(signed.tx)).toEqual(signed.built);
  });

  test("names nobody that signed for another network, height, lease, payload or hand-over", () => {
    const other = sampleAuthor(2);
    const claims = [
      { ...signed.authorship, height: 8 },
      { ...signed.authorship, epoch: 4 },
      { ...signed.authorship, digest: "0".repeat(64) },
      { ...signed.authorship, handOver: { at: 13 } },
      { ...signed.authorship, handOver: { at: 12, to: other.consensusAddress } },
      { ...signed.authorship, handOver: undefined },
    ];
    for (const claim of claims) expect(signerOf(claim, "test-1")).not.toBe(author.evmAddress);
    expect(signerOf(signed.authorship, "test-2")).not.toBe(author.evmAddress);
  });

  test("refuses the twin that every signature has on the other half of the curve", () => {
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
    const { signature } = signed.authorship;
    const s = (order - BigInt(`0x${signature.slice(64, 128)}`)).toString(16).padStart(64, "0");
    const bit = signature.endsWith("0") ? "01" : "00";
    const twin = { ...signed.authorship, signature: `${signature.slice(0, 64)}${s}${bit}` };
    expect(signerOf(twin, "test-1")).toBeUndefined();
  });

  test("answers any change of the bytes with its own class of error, or with no signer of ours", () => {
    fc.assert(
      fc.property(fc.nat(signed.tx.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const broken = Buffer.from(signed.tx);
        broken[at]! ^= flip;
        try {
          expect(signerOf(decodeAuthored(broken).authorship, "test-1")).not.toBe(author.evmAddress);
        } catch (error) {
          expect((error as { code?: string }).code).toBe("PAYLOAD_FORMAT");
        }
      }),
    );
  });

  test("refuses a payload that nobody claims", () => {
    expect(() => decodeAuthored(signed.payload)).toThrow("Transaction is no payload: it has no author.");
    const otherwise = encodeAuthored(Buffer.concat([signed.payload, Buffer.alloc(4)]), signed.authorship);
    expect(() => decodeAuthored(otherwise)).toThrow("it is not what its author signed");
  });
});
