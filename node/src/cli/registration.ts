import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { evmAddressOf, publicKeyOf } from "../keys/evmKey";
import { placeOf, readEvmKey } from "../keys/evmKeyFiles";
import { readOwnerKey } from "../keys/ownerKey";
import { signConsent } from "../registration/signerConsent";
import { signRegistration } from "../registration/signRegistration";

/** `sign-registration`, `sign-consent`: the keys stay here, what they signed goes to whoever sends it. */
export function addRegistrationCommands(program: Command): void {
  program
    .command("sign-registration")
    .description("the owner's key signs the calls on stdin that register this host; prints raw transactions")
    .requiredOption("--dir <dir>", "folder of the key files")
    .action((options: { dir: string }) => {
      const signed = signRegistration(readFileSync(0, "utf8"), readOwnerKey(options.dir));
      process.stdout.write(`${JSON.stringify(signed)}\n`);
    });
  program
    .command("sign-consent")
    .description("the hot key consents to serve this host's owner")
    .requiredOption("--dir <dir>", "folder of the key files")
    .requiredOption("--chain-id <id>", "EVM chain id")
    .requiredOption("--consensus <address>", "AndeConsensus")
    .action(({ dir, chainId, consensus }: { dir: string; chainId: string; consensus: string }) => {
      const validator = evmAddressOf(publicKeyOf("owner", readOwnerKey(dir)));
      const request = { chainId: BigInt(chainId), consensus, validator };
      process.stdout.write(`${JSON.stringify(signConsent(request, readEvmKey(placeOf(dir))))}\n`);
    });
}
