import { utils } from "ssh2";

/**
 * A new ed25519 key pair in the formats of OpenSSH: the private key whole, the public one as `<type> <base64>`.
 */
export function makeSshKeyPair(comment = ""): { publicKey: string; privateKey: string } {
  for (;;) {
    const { private: privateKey, public: publicKey } = utils.generateKeyPairSync("ed25519", { comment });
    // ssh2 1.17 drops leading zero bytes: one pair in 256 is one that neither it nor OpenSSH can read.
    if (utils.parseKey(privateKey) instanceof Error || utils.parseKey(publicKey) instanceof Error) continue;
    return { privateKey, publicKey: publicKey.split(" ").slice(0, 2).join(" ") };
  }
}
