import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeConsensusKey, renderValidatorKey } from "../../node/src/keys/consensusKey";
import { versions } from "../../tools/setup/versions";
import { Supervised } from "./supervised";

const folder = join(__dirname, "../../.cordillera/test/bin");
const binary = join(folder, "priv_val_server");

/** CometBFT's own signer, made from its module where it is not there yet. */
export function prepareSigner(): void {
  if (existsSync(binary)) return;
  mkdirSync(folder, { recursive: true });
  const module = `github.com/cometbft/cometbft/cmd/priv_val_server@v${versions.cometbft}`;
  execFileSync("go", ["install", "-trimpath", module], {
    env: { ...process.env, GOFLAGS: "", CGO_ENABLED: "0", GOBIN: folder },
    stdio: "inherit",
  });
}

/** A machine of its own with a validator's key, and the signing state that never goes backwards. */
export class RemoteSigner {
  readonly dir = mkdtempSync(join(tmpdir(), "signer-"));
  readonly publicKey: string;
  private process: Supervised | undefined;

  /** With a new key, or the one of this file. */
  constructor(keyFile?: string) {
    const text = keyFile ? readFileSync(keyFile, "utf8") : renderValidatorKey(makeConsensusKey());
    writeFileSync(join(this.dir, "key.json"), text);
    writeFileSync(join(this.dir, "state.json"), '{"height":"0","round":0,"step":0}');
    this.publicKey = JSON.parse(text).pub_key.value;
  }

  get keyFile(): string {
    return join(this.dir, "key.json");
  }

  /** Height of the last thing that it signed; 0 for nothing. */
  get signedHeight(): number {
    return Number(JSON.parse(readFileSync(join(this.dir, "state.json"), "utf8")).height);
  }

  start(addr: string, chainId: string): void {
    this.process = new Supervised("signer", {
      command: binary,
      args: [
        ...["-addr", addr, "-chain-id", chainId],
        ...["-priv-key", this.keyFile, "-priv-state", join(this.dir, "state.json")],
      ],
      logFile: join(this.dir, "signer.log"),
    });
    this.process.start();
  }

  /** SIGKILL, as a machine that is gone. */
  async kill(): Promise<void> {
    await this.process?.halt();
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.dir, { recursive: true, force: true });
  }
}
