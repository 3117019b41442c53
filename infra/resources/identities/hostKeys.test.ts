import { makeGoldenIdentities } from "../../../tools/goldenIdentities";
import type { HostSession } from "../sessions/hostSession";
import { ensureNodeKeys } from "./hostKeys";

const facts = makeGoldenIdentities([{ name: "local-a" }])["local-a"]!;

/** A host whose key command answers as the node's does. */
function makeSession() {
  const commands: string[] = [];
  const session = {
    run: async (command: string) => {
      commands.push(command);
      return { code: 0, stdout: `${JSON.stringify(facts)}\n`, stderr: "" };
    },
  } as unknown as HostSession;
  return { session, commands };
}

describe("ensureNodeKeys", () => {
  test("has the host make every key, its consensus key too", async () => {
    const { session, commands } = makeSession();
    expect(await ensureNodeKeys(session, "registry/app@sha256:1", undefined)).toEqual(facts);
    expect(commands.join()).toContain("registry/app@sha256:1 keys new --dir /keys --data-dir /cometbft-data");
    expect(commands.join()).not.toContain("--remote-signer");
  });

  test("tells the host whose key a remote signer holds, so that it makes none", async () => {
    const { session, commands } = makeSession();
    await ensureNodeKeys(session, "registry/app@sha256:1", facts.consensusPublicKey);
    expect(commands.join()).toContain(` --remote-signer ${facts.consensusPublicKey}`);
  });
});
