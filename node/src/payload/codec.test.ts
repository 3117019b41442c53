import fc from "fast-check";
import { samplePayload } from "../testing/samplePayload";
import { decodePayload, encodePayload } from "./codec";

describe("decodePayload", () => {
  test("gives back what was encoded, transactions byte for byte", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 })), (raw) => {
        const transactions = raw.map((one) => `0x${Buffer.from(one).toString("hex")}`);
        const built = samplePayload({ transactions });
        expect(decodePayload(encodePayload(built))).toEqual(built);
      }),
    );
  });

  test("answers any bytes with a payload or its own class of error", () => {
    const sane = encodePayload(samplePayload());
    fc.assert(
      fc.property(fc.uint8Array(), fc.nat(sane.length), fc.nat(sane.length), (noise, at, cut) => {
        const broken = Buffer.concat([sane.subarray(0, at), noise, sane.subarray(cut)]);
        try {
          decodePayload(broken);
        } catch (error) {
          expect((error as { code?: string }).code).toBe("PAYLOAD_FORMAT");
        }
      }),
      { numRuns: 500 },
    );
  });

  test("refuses a transaction that ends before its length", () => {
    const cut = encodePayload(samplePayload()).subarray(0, -1);
    expect(() => decodePayload(cut)).toThrow("Transaction is no payload: transaction is cut.");
  });

  test("refuses a header with a key of its own", () => {
    const header = Buffer.from('{"extra":1}');
    const tx = Buffer.concat([Buffer.from("CRD1"), Buffer.from([0, 0, 0, header.length]), header]);
    expect(() => decodePayload(tx)).toThrow("Transaction is no payload: header is not of the format.");
  });
});
