import { createHash, createPublicKey, verify } from "node:crypto";

// SubjectPublicKeyInfo of an ed25519 key up to the key itself.
const spkiPrefix = Buffer.from("302a300506032b6570032100", "hex");

function readFields(blob: Buffer, count: number): Buffer[] {
  const fields: Buffer[] = [];
  let at = 0;
  for (let field = 0; field < count; field++) {
    const length = blob.readUInt32BE(at);
    fields.push(blob.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return fields;
}

const field = (bytes: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
};

/** What `ssh-keygen -Y sign` signs (PROTOCOL.sshsig of OpenSSH). */
export function signedText(message: string, namespace: string): Buffer {
  const hash = createHash("sha512").update(message).digest();
  const fields = [Buffer.from(namespace), Buffer.alloc(0), Buffer.from("sha512"), hash];
  return Buffer.concat([Buffer.from("SSHSIG"), ...fields.map(field)]);
}

/** Whether a signature of `ssh-keygen -Y sign` over a text is by this ed25519 key, for this purpose. */
export function isSignedBy(
  publicKey: string,
  { message, namespace, signature }: { message: string; namespace: string; signature: string },
): boolean {
  try {
    const [type, wanted] = publicKey.split(" ");
    const blob = Buffer.from(signature.replace(/-----[A-Z ]+-----/g, ""), "base64");
    if (type !== "ssh-ed25519" || blob.subarray(0, 6).toString() !== "SSHSIG") return false;
    const [key, name, , hash, signed] = readFields(blob.subarray(10), 5);
    if (key!.toString("base64") !== wanted || name!.toString() !== namespace) return false;
    if (hash!.toString() !== "sha512") return false;
    const raw = readFields(key!, 2)[1]!;
    const verifier = createPublicKey({
      key: Buffer.concat([spkiPrefix, raw]),
      format: "der",
      type: "spki",
    });
    return verify(null, signedText(message, namespace), verifier, readFields(signed!, 2)[1]!);
  } catch {
    // Not even the shape of a signature.
    return false;
  }
}
