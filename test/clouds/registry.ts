import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { signCertificate } from "../../infra/resources/certificates/certificate";
import { docker } from "../stack/docker";
import { projectFolder } from "../stack/testStack";
import { waitFor } from "../stack/waitFor";
import type { Clouds } from "./clouds";
import { keyOf } from "./machines/containerMachines";
import { cloudsLabel } from "./machines/regionNetworks";

const image = "cordillera/registry:local";
const day = 86_400_000;
const alias = "registry.clouds.test";
const folderInside = "/etc/cordillera-registry";

/** A private registry of the internet that the stand-in clouds hang on: TLS, one login, what `make images` stored. */
export class CloudRegistry {
  /** What image references begin with. */
  readonly name = `${alias}:5000`;
  readonly user = "puller";
  readonly password = `canary-${randomBytes(8).toString("hex")}`;

  constructor(private readonly clouds: Clouds) {}

  /** What an operator exports so that hosts may pull. */
  get env(): Record<string, string> {
    return { CORDILLERA_PULL_USER: this.user, CORDILLERA_PULL_PASSWORD: this.password };
  }

  get container(): string {
    return `clouds-${keyOf(this.clouds.folder)}-registry`;
  }

  /** Starts it on the networks of these regions; machines made from then on trust its authority. */
  async start(regions: number[]): Promise<void> {
    const { key, certificate, authority } = makeCertificate();
    const trust = join(this.clouds.folder, "trust", this.name);
    mkdirSync(trust, { recursive: true });
    writeFileSync(join(trust, "ca.crt"), authority);
    const files = join(this.clouds.folder, "registry");
    mkdirSync(files, { recursive: true, mode: 0o700 });
    writeFileSync(join(files, "key.pem"), key, { mode: 0o600 });
    writeFileSync(join(files, "certificate.pem"), certificate);
    const settings = {
      REGISTRY_AUTH: "htpasswd",
      REGISTRY_AUTH_HTPASSWD_REALM: "clouds",
      REGISTRY_AUTH_HTPASSWD_PATH: `${folderInside}/htpasswd`,
      REGISTRY_HTTP_TLS_CERTIFICATE: `${folderInside}/certificate.pem`,
      REGISTRY_HTTP_TLS_KEY: `${folderInside}/key.pem`,
    };
    await docker(
      ...["create", "--name", this.container, "--label", `${cloudsLabel}=${keyOf(this.clouds.folder)}`],
      ...["--volume", `${join(projectFolder, ".cordillera/registry")}:/var/lib/registry:ro`],
      ...Object.entries(settings).flatMap(([name, value]) => ["--env", `${name}=${value}`]),
      ...["--entrypoint", "sh", image, "-c"],
      `${this.writeLogin()} && exec docker-registry serve /etc/docker/registry/config.yml`,
    );
    await docker("cp", `${files}/.`, `${this.container}:${folderInside}`);
    for (const region of regions) {
      await this.clouds.networks.ensure(region);
      const network = this.clouds.networks.nameOf(region);
      await docker("network", "connect", "--alias", alias, network, this.container);
    }
    await docker("start", this.container);
    await waitFor("the registry of the clouds", 15_000, async () =>
      docker("exec", this.container, "sh", "-c", "grep -q ':1388 ' /proc/net/tcp6 /proc/net/tcp").then(
        () => true,
        () => false,
      ),
    );
  }

  /** Takes it off every network, as an outage does. */
  stop(): Promise<string> {
    return docker("stop", "--time", "1", this.container);
  }

  // Debian's perl knows bcrypt by way of libxcrypt, and is in every image of Debian.
  private writeLogin(): string {
    const salt = `$2y$05$${randomBytes(32).toString("hex").slice(0, 21)}u`;
    const print = `print "${this.user}:", crypt($ARGV[0], $ARGV[1]), "\\n"`;
    return `perl -e '${print}' '${this.password}' '${salt}' >${folderInside}/htpasswd`;
  }
}

function makeCertificate(): { key: string; certificate: string; authority: string } {
  const makeKey = () =>
    generateKeyPairSync("ec", {
      namedCurve: "P-256",
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
      publicKeyEncoding: { type: "spki", format: "pem" },
    }).privateKey;
  const [authorityKey, key] = [makeKey(), makeKey()];
  const issuer = { subject: "clouds test authority", privateKey: createPrivateKey(authorityKey) };
  const validity = {
    validFrom: new Date(Date.now() - day),
    validTo: new Date(Date.now() + 30 * day),
    issuer,
  };
  return {
    key,
    certificate: signCertificate({
      ...validity,
      subject: alias,
      publicKey: createPublicKey(key),
      names: [alias],
    }),
    authority: signCertificate({
      ...validity,
      subject: issuer.subject,
      publicKey: createPublicKey(authorityKey),
      names: [],
    }),
  };
}
