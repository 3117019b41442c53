import { createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensureAuthority } from "../../infra/resources/certificates/authority";
import { signCertificate } from "../../infra/resources/certificates/certificate";
import { paths } from "../../tools/setup/paths";
import { run } from "../../tools/setup/run";
import { docker } from "./docker";

/** Let's Encrypt's own ACME test authority; for tests only, so not part of the set-up. */
const version = "2.10.1";

export async function buildPebble(): Promise<string> {
  const file = join(paths.bin, `pebble-${version}`);
  if (existsSync(file)) return file;
  const gobin = join(paths.build, "pebble");
  mkdirSync(gobin, { recursive: true });
  const module = `github.com/letsencrypt/pebble/v2/cmd/pebble@v${version}`;
  const env = { ...process.env, GOFLAGS: "", CGO_ENABLED: "0", GOBIN: gobin };
  await run("go", ["install", "-trimpath", "-ldflags", "-s -w", module], { env });
  await run("mv", [join(gobin, "pebble"), file]);
  return file;
}

export interface PebbleOptions {
  name: string;
  network: string;
  labels: string[];
  /** Folder for its configuration and keys. */
  folder: string;
  validitySeconds: number;
}

/** Starts an authority at https://pebble:14000/dir; answers with the PEM that its own HTTPS is to be trusted by. */
export async function startPebble(at: PebbleOptions): Promise<string> {
  const binary = await buildPebble();
  mkdirSync(at.folder, { recursive: true });
  const authority = await ensureAuthority(at.folder, "authority of pebble's own HTTPS");
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const key = privateKey.export({ type: "pkcs8", format: "pem" });
  const certificate = signCertificate({
    subject: "pebble",
    publicKey: createPublicKey(createPrivateKey(key)),
    issuer: authority,
    validFrom: new Date(Date.now() - 60_000),
    validTo: new Date(Date.now() + 3_600_000),
    names: ["pebble", "localhost"],
  });
  const config = {
    pebble: {
      listenAddress: "0.0.0.0:14000",
      managementListenAddress: "0.0.0.0:15000",
      certificate: "/pebble/cert.pem",
      privateKey: "/pebble/key.pem",
      httpPort: 80,
      tlsPort: 443,
      ocspResponderURL: "",
      externalAccountBindingRequired: false,
      retryAfter: { authz: 1, order: 1 },
      keyAlgorithm: "ecdsa",
      profiles: { default: { description: "short", validityPeriod: at.validitySeconds } },
    },
  };
  writeFileSync(join(at.folder, "config.json"), JSON.stringify(config));
  writeFileSync(join(at.folder, "cert.pem"), certificate);
  writeFileSync(join(at.folder, "key.pem"), key);
  writeFileSync(join(at.folder, "ca.pem"), authority.certificate);
  const mounts = ["--volume", `${at.folder}:/pebble:ro`, "--volume", `${binary}:/usr/local/bin/pebble:ro`];
  await docker(
    ...["run", "--detach", "--name", at.name, "--network", at.network, "--network-alias", "pebble"],
    ...at.labels.flatMap((label) => ["--label", label]),
    ...[
      "--env",
      "PEBBLE_VA_NOSLEEP=1",
      ...mounts,
      "debian:trixie-slim",
      "pebble",
      "-config",
      "/pebble/config.json",
    ],
  );
  return authority.certificate;
}
