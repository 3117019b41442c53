import { utils } from "ssh2";

/**
 * A new ed25519 key pair in the formats of OpenSSH: the private key whole, the public one as `<type> <base64>`.
 */
export function makeSshKeyPair(comment = ""): { publicKey: string; privateKey: string } {
  for (;;) {
    const made = utils.generateKeyPairSync("ed25519", { comment });
    // ssh2 1.17 drops leading zero bytes: one pair in 256 is one that neither it nor OpenSSH can read.
    if (utils.parseKey(made.private) instanceof Error || utils.parseKey(made.public) instanceof Error)
      continue;
    return { privateKey: made.private, publicKey: made.public.split(" ").slice(0, 2).join(" ") };
  }
}
