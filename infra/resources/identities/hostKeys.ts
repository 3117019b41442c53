import type { HostIdentityFacts } from "../../plan/plan";
import { fault } from "../fault";
import { pullEnvironment } from "../images/registryFolder";
import { type HostSession, mustRun } from "../sessions/hostSession";

const root = "/srv/cordillera";
const serviceUser = "10001:10001";

export interface HostFoldersOrder {
  /** Services that keep data on this host. */
  services: string[];
}

/** The folders of the host layout, with owner and mode; existing ones keep their content. */
export async function ensureFolders(session: HostSession, order: HostFoldersOrder): Promise<void> {
  const runsCelestia = order.services.includes("celestia");
  const runsAcme = order.services.includes("acme");
  const data = [
    ...order.services,
    ...(order.services.includes("geth") ? ["geth-control"] : []),
    ...(runsCelestia || runsAcme ? ["metrics"] : []),
    ...(runsAcme ? ["door"] : []),
  ];
  const token = `${root}/keys/celestia_token`;
  const owned = "install -d -o 10001 -g 10001";
  const commands = [
    `install -d -m 0755 ${root} ${root}/generations`,
    `${owned} -m 0700 ${root}/keys`,
    `${owned} -m 0750 ${root}/data ${data.map((service) => `${root}/data/${service}`).join(" ")}`,
    // Docker would make a folder of a file that is to be mounted and is not there.
    ...(runsCelestia
      ? [`{ test -e ${token} || install -o 10001 -g 10001 -m 0600 /dev/null ${token}; }`]
      : []),
  ];
  await mustRun(session, "Making the host's folders", commands.join(" && "));
}

/** Makes the node's keys where there are none, and tells their public parts; private parts stay on the host. */
export async function ensureNodeKeys(
  session: HostSession,
  appImage: string,
  remoteSignerKey: string | undefined,
): Promise<HostIdentityFacts> {
  const command = [
    `${pullEnvironment} docker run --rm --network none --user ${serviceUser} --read-only --cap-drop ALL --security-opt no-new-privileges`,
    `-v ${root}/keys:/keys -v ${root}/data/cometbft:/cometbft-data --entrypoint cordillera-node`,
    `${appImage} keys new --dir /keys --data-dir /cometbft-data`,
    ...(remoteSignerKey ? [`--remote-signer ${remoteSignerKey}`] : []),
  ].join(" ");
  const text = await mustRun(session, "Making the node's keys", command, { timeoutMs: 300_000 });
  const line = text.trim().split("\n").at(-1) ?? "";
  return parseFacts(line);
}

/** Reads the one JSON line that the key command prints. @throws KEYS_UNREADABLE */
export function parseFacts(line: string): HostIdentityFacts {
  const names = [
    "consensusPublicKey",
    "consensusAddress",
    "p2pNodeId",
    "enodePublicKey",
    "evmAddress",
    "ownerAddress",
  ] as const;
  let given: Record<string, unknown> = {};
  try {
    given = JSON.parse(line) as Record<string, unknown>;
  } catch {
    // Told below, with the names that are missing.
  }
  const missing = names.filter((name) => typeof given[name] !== "string" || given[name] === "");
  if (missing.length > 0) {
    throw fault("KEYS_UNREADABLE", "The key command's answer is not a host identity.", {
      details: [`missing: ${missing.join(", ")}`],
      fix: "The release's app image and this program differ in version: build the images again.",
    });
  }
  return Object.fromEntries(names.map((name) => [name, given[name]])) as unknown as HostIdentityFacts;
}

/**
 * One hash over all keys of the host, to see a change without seeing a key. A host that still has the plain EVM key of
 * an earlier release is known by that one, so that the earlier release knows it too.
 */
export async function readKeysFingerprint(session: HostSession): Promise<string> {
  const evm = "if test -f evm_key; then cat evm_key; else cat evm_keystore.json evm_passphrase; fi";
  const others = "cat geth_nodekey jwt.hex node_key.json priv_validator_key.json remote_signer.json";
  const { stdout } = await session.run(
    `cd ${root}/keys && { ${evm}; ${others}; } 2>/dev/null | sha256sum | cut -c1-64`,
  );
  return stdout.trim();
}
