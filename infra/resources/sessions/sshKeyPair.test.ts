import { utils } from "ssh2";
import { makeSshKeyPair } from "./sshKeyPair";

test("every key pair of two thousand can be read, and its halves belong together", () => {
  for (let made = 0; made < 2000; made++) {
    const { privateKey, publicKey } = makeSshKeyPair("host-1");
    const parsed = utils.parseKey(privateKey);
    if (parsed instanceof Error) throw parsed;
    expect(`${parsed.type} ${parsed.getPublicSSH().toString("base64")}`).toBe(publicKey);
  }
});
