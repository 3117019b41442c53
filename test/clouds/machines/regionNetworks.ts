import { ipv4Prefix, ipv6Prefix } from "../cloud/regions";
import { delayLine, renderDelay, renderHeal } from "./delayLine";
import { docker, orUndefined, run } from "./run";

/** The label that everything of one test's clouds carries. */
export const cloudsLabel = "cordillera.clouds";
export const hostImage = "cordillera-test/cloud-host";

const routerHost = 254;
const routesFrom = (region: number) => ({
  v4: `${ipv4Prefix(region)}${routerHost}`,
  // Docker 20 keeps the second half of an address only.
  v6: `${ipv6Prefix(region)}:${routerHost}`,
});

/** Routes by which a machine reaches other regions: through the router, not through the test machine. */
export function renderRoutes(region: number): string {
  const { v4, v6 } = routesFrom(region);
  return `100.96.0.0/16 via ${v4};fd00:96::/32 via ${v6}`;
}

/** A Docker network for each region, and one router between them that can be told to lose packets or to hold them back. */
export class RegionNetworks {
  readonly router: string;

  constructor(readonly key: string) {
    this.router = `clouds-${key}-router`;
  }

  nameOf(region: number): string {
    return `clouds-${this.key}-${region}`;
  }

  async ensure(region: number): Promise<void> {
    const name = this.nameOf(region);
    if (await orUndefined(docker("network", "inspect", name))) return;
    const label = ["--label", `${cloudsLabel}=${this.key}`];
    const v6 = ["--ipv6", "--subnet", `${ipv6Prefix(region)}:/48`];
    const v4 = ["--subnet", `${ipv4Prefix(region)}0/24`, "--gateway", `${ipv4Prefix(region)}1`];
    // Addresses that nobody asked for are handed out beyond the hosts'.
    const range = ["--ip-range", `${ipv4Prefix(region)}240/29`];
    await docker("network", "create", ...label, ...v4, ...range, ...v6, name);
    await this.ensureRouter();
    const { v4: ip, v6: ip6 } = routesFrom(region);
    await docker("network", "connect", "--ip", ip, "--ip6", ip6, name, this.router);
  }

  private async ensureRouter(): Promise<void> {
    if (await orUndefined(docker("inspect", this.router))) return;
    const sysctls = [
      "net.ipv4.ip_forward=1",
      // What a delay line gives back has a source from elsewhere.
      "net.ipv4.conf.all.rp_filter=0",
      "net.ipv4.conf.default.rp_filter=0",
      "net.ipv6.conf.all.disable_ipv6=0",
      "net.ipv6.conf.all.forwarding=1",
    ];
    await docker(
      ...["run", "--detach", "--name", this.router, "--label", `${cloudsLabel}=${this.key}`],
      ...[
        "--cap-add",
        "NET_ADMIN",
        "--device",
        "/dev/net/tun",
        "--init",
        ...sysctls.flatMap((sysctl) => ["--sysctl", sysctl]),
      ],
      ...["--entrypoint", "/bin/sleep", hostImage, "infinity"],
    );
  }

  /** Lets a share of the packets from and to a region be lost; 1 cuts it off, 0 heals it. */
  async lose(region: number, share: number): Promise<void> {
    const table = `region_${region}`;
    const when = share >= 1 ? "" : `numgen random mod 1000 < ${Math.round(share * 1000)} `;
    const rules = [`ip saddr ${ipv4Prefix(region)}0/24`, `ip daddr ${ipv4Prefix(region)}0/24`];
    const v6 = [`ip6 saddr ${ipv6Prefix(region)}:/48`, `ip6 daddr ${ipv6Prefix(region)}:/48`];
    const chain = [...rules, ...v6].map((match) => `    ${match} ${when}drop`).join("\n");
    const text = `table inet ${table}\ndelete table inet ${table}\n${
      share <= 0
        ? ""
        : `table inet ${table} {\n  chain forward {\n    type filter hook forward priority 0;\n${chain}\n  }\n}\n`
    }`;
    await this.onRouter("nft -f -", text);
  }

  /** Holds every packet from and to a region back by so many milliseconds, each way; 0 heals it. */
  async delay(region: number, milliseconds: number): Promise<void> {
    await this.onRouter("bash -s", renderHeal(region));
    if (milliseconds <= 0) return;
    await this.onRouter("cat > /run/delayLine.py", delayLine);
    await this.onRouter("bash -s", renderDelay(region, milliseconds));
  }

  private async onRouter(command: string, input: string): Promise<void> {
    await run("docker", ["exec", "--interactive", this.router, "sh", "-c", command], input);
  }
}
