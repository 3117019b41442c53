import { fault } from "../fault";
import { pullEnvironment } from "../images/registryFolder";
import { type HostSession, mustRun } from "../sessions/hostSession";
import type { SentCall } from "./callJournal";
import type { CallSigner } from "./callSigner";

const keys = "/srv/cordillera/keys";

/** An owner's key that stays on its host: the calls go there, signed transactions come back. */
export class HostSigner implements CallSigner {
  constructor(
    private readonly session: HostSession,
    readonly address: string,
    private readonly appImage: string,
  ) {}

  async sign(calls: readonly SentCall[]): Promise<string[]> {
    const input = JSON.stringify(calls.map(requestOf));
    const signed = await this.ask("Signing the registration", "sign-registration", input);
    if (Array.isArray(signed) && signed.length === calls.length) return signed as string[];
    throw unreadable(signed);
  }

  /** Consent of the host's hot key to serve this owner. */
  async consent(chainId: number, consensus: string): Promise<string> {
    const command = `sign-consent --chain-id ${chainId} --consensus ${consensus}`;
    const signature = await this.ask("Signing the hot key's consent", command, "");
    if (typeof signature === "string") return signature;
    throw unreadable(signature);
  }

  private async ask(what: string, command: string, input: string): Promise<unknown> {
    const run = [
      `${pullEnvironment} docker run --rm -i --network none --user 10001:10001 --read-only --cap-drop ALL`,
      `--security-opt no-new-privileges -v ${keys}:/keys:ro --entrypoint cordillera-node ${this.appImage}`,
      `${command} --dir /keys`,
    ].join(" ");
    const text = await mustRun(this.session, what, run, { input, timeoutMs: 60_000 });
    try {
      return JSON.parse(text.trim().split("\n").at(-1) ?? "");
    } catch {
      return text;
    }
  }
}

/** A call as the host's command takes it. */
export const requestOf = (call: SentCall) => ({
  chainId: String(call.chainId),
  nonce: String(call.nonce),
  maxPriorityFeePerGas: call.maxPriorityFeePerGas,
  maxFeePerGas: call.maxFeePerGas,
  gasLimit: call.gasLimit,
  to: call.to,
  data: call.data,
});

const unreadable = (answer: unknown) =>
  fault("SIGNATURE_UNREADABLE", "The host's answer is no signature; nothing was sent.", {
    details: [`answer: ${JSON.stringify(answer).slice(0, 200)}`],
    fix: "The release's app image and this program differ in version: build the images again.",
  });
