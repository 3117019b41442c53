import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { encryptKeystoreJsonSync, type Wallet } from "ethers";
import { stepText } from "../faults/runbookSteps";
import { projectFolder } from "../stack/testStack";
import type { OutsideNetwork } from "./outsideNetwork";

const password = "a password";

/** Commands of docs/guide/contracts.md, as they stand there, for a test's network in the place of the page's. */
export class ContractsGuide {
  constructor(private readonly network: OutsideNetwork) {}

  /** Keystores of the owners, and of one who sends. */
  keep(owners: readonly Wallet[]): void {
    writeFileSync(join(this.network.cwd, "password"), password);
    for (const owner of owners) this.keepKey(owner, `${owner.address}.json`);
    this.keepKey(this.network.deployer, "sender.json");
  }

  /** Blocks of the page that hold these texts, one after the other in one shell. */
  follow(containing: string[], keystore = ""): Promise<{ stdout: string; stderr: string }> {
    const { cwd, stack, chain } = this.network;
    const adapt = (block: string) =>
      block
        .replace("RPC=https://rpc.testnet.example.org", `RPC=${chain.rpcUrl}`)
        .replaceAll("deployments/testnet", `deployments/${stack.name}`)
        .replaceAll("--keystore owner.json", `--keystore ${keystore} --password-file password`)
        .replaceAll("--keystore sender.json", "--keystore sender.json --password-file password");
    const blocks = ["RPC=", ...containing].map((each) => stepText("../guide/contracts.md", each, cwd, adapt));
    const PATH = `${join(projectFolder, "node_modules/.bin")}:${process.env.PATH}`;
    return promisify(execFile)("bash", ["-euc", blocks.join("\n")], { cwd, env: { ...process.env, PATH } });
  }

  /**
   * These owners sign the call that a block names, each with its own keystore, and anyone sends it; answers with what
   * cast complained of: its exit code is 0 even then.
   */
  async decide(which: string, signers: readonly Wallet[]): Promise<string> {
    const signed = await Promise.all(
      signers.map(({ address }) => this.follow([which, "getTransactionHash"], `${address}.json`)),
    );
    const lines = signed.map(({ stdout }) => stdout.trim().split("\n").at(-1)!);
    writeFileSync(join(this.network.cwd, "signatures.txt"), `${lines.join("\n")}\n`);
    return (await this.follow([which, "execTransaction"])).stderr;
  }

  // Cast reads the key `crypto`, as the standard has it; ethers writes it with a capital letter, as geth once did.
  private keepKey(wallet: Wallet, file: string): void {
    const text = encryptKeystoreJsonSync(wallet, password, { scrypt: { N: 1024 } });
    writeFileSync(join(this.network.cwd, file), text.replace('"Crypto"', '"crypto"'));
  }
}
