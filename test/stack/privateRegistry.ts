import { randomBytes } from "node:crypto";
import { docker } from "./docker";
import { waitFor } from "./waitFor";

const image = "cordillera/registry:local";
const label = "cordillera.test-registry";

export interface PrivateRegistryOptions {
  /** Docker's network mode; without it, a port of this machine's 127.0.0.1. */
  network?: string;
}

/** A real registry that answers only to one login, which `changePassword` changes. */
export class PrivateRegistry {
  readonly user = "puller";
  password = `canary-${randomBytes(6).toString("hex")}`;
  address = "127.0.0.1:5000";
  private readonly name = `cordillera-test-registry-${randomBytes(3).toString("hex")}`;

  constructor(private readonly options: PrivateRegistryOptions = {}) {}

  async start(): Promise<void> {
    const { network } = this.options;
    await docker(
      ...["create", "--name", this.name, "--label", label],
      ...(network ? ["--network", network] : ["--publish", "127.0.0.1::5000"]),
      ...["--env", "REGISTRY_AUTH=htpasswd", "--env", "REGISTRY_AUTH_HTPASSWD_REALM=test"],
      ...["--env", "REGISTRY_AUTH_HTPASSWD_PATH=/etc/docker/registry/htpasswd", "--entrypoint", "sh", image],
      // The registry reads the file when it changed.
      ...["-c", `${this.writeLogin()} && exec docker-registry serve /etc/docker/registry/config.yml`],
    );
    await docker("start", this.name);
    if (!network) this.address = (await docker("port", this.name, "5000/tcp")).trim().split("\n")[0]!;
    await waitFor("the registry", 20_000, async () =>
      network ? this.isListening() : (await this.ask("/v2/")).status === 200,
    );
  }

  private isListening(): Promise<boolean> {
    const hexPort = Number(this.address.split(":")[1]).toString(16).toUpperCase();
    const look = `grep -q ':${hexPort} ' /proc/net/tcp /proc/net/tcp6`;
    return docker("exec", this.name, "sh", "-c", look).then(
      () => true,
      () => false,
    );
  }

  // Debian's perl knows bcrypt by way of libxcrypt, and is in every image of Debian.
  private writeLogin(): string {
    const salt = `$2y$05$${randomBytes(32).toString("hex").slice(0, 21)}u`;
    const print = `print "${this.user}:", crypt($ARGV[0], $ARGV[1]), "\\n"`;
    return `perl -e '${print}' '${this.password}' '${salt}' >/etc/docker/registry/htpasswd`;
  }

  async changePassword(): Promise<void> {
    this.password = `canary-${randomBytes(6).toString("hex")}`;
    // A file's time is told in seconds.
    await new Promise((done) => setTimeout(done, 1_100));
    await docker("exec", this.name, "sh", "-c", this.writeLogin());
  }

  /** Asks the registry with the login that it wants. */
  ask(path: string, init: RequestInit = {}): Promise<Response> {
    const login = Buffer.from(`${this.user}:${this.password}`).toString("base64");
    return fetch(`http://${this.address}${path}`, {
      ...init,
      headers: { authorization: `Basic ${login}`, ...init.headers },
    });
  }

  async remove(): Promise<void> {
    await docker("rm", "--force", "--volumes", this.name);
  }
}
