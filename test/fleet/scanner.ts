import { join } from "node:path";
import { buildImage } from "../../tools/images/buildImage";
import { docker } from "../stack/docker";

export interface Scan {
  /** `1-65535`, `22,80`, … */
  ports: string;
  protocol?: "tcp" | "udp";
}

/** A stranger: a machine beside the hosts that is neither operator nor peer, and scans what they answer. */
export class Scanner {
  readonly container: string;
  private readonly outside: string;

  constructor(private readonly stack: string) {
    this.container = `${stack}-scanner`;
    this.outside = `${stack}-outside`;
  }

  private get label(): string[] {
    return ["--label", `cordillera.stack=${this.stack}`];
  }

  /** Stands on the network that carries the mesh; may set routes of its own, as a stranger may. */
  async start(network: string): Promise<void> {
    const source = { name: "scanner", tag: "test", folder: join(__dirname, "scanner"), files: [] };
    const { id } = await buildImage(source, () => undefined);
    const rights = ["--cap-add", "NET_ADMIN", "--sysctl", "net.ipv6.conf.all.disable_ipv6=0"];
    await docker(
      "run",
      "-d",
      "--init",
      "--name",
      this.container,
      ...this.label,
      ...rights,
      "--network",
      network,
      id,
    );
  }

  /** A network with IPv6 between the scanner and a host; gives the host's addresses on it. */
  async meetOutside(hostContainer: string): Promise<{ v4: string; v6: string }> {
    const subnets = ["--subnet", "100.99.7.0/24", "--subnet", "fd99:7::/64"];
    await docker("network", "create", "--internal", "--ipv6", ...this.label, ...subnets, this.outside);
    for (const each of [this.container, hostContainer])
      await docker("network", "connect", this.outside, each);
    const format = `{{with index .NetworkSettings.Networks "${this.outside}"}}{{.IPAddress}} {{.GlobalIPv6Address}}{{end}}`;
    const [v4 = "", v6 = ""] = (await docker("inspect", "-f", format, hostContainer)).trim().split(" ");
    return { v4, v6 };
  }

  async partOutside(hostContainer: string): Promise<void> {
    await docker("network", "disconnect", "--force", this.outside, hostContainer).catch(() => undefined);
    await docker("network", "disconnect", "--force", this.outside, this.container).catch(() => undefined);
    await docker("network", "rm", this.outside).catch(() => undefined);
  }

  /** Ports that answer, by address. */
  async scan(addresses: string[], { ports, protocol = "tcp" }: Scan): Promise<Record<string, number[]>> {
    const family = addresses[0]!.includes(":") ? ["-6"] : [];
    const kind = protocol === "tcp" ? "-sS" : "-sU";
    // No ping first, no names; what is dropped is asked twice.
    const pace = ["-Pn", "-n", "-T4", "--min-rate", "20000", "--max-retries", "1", "--host-timeout", "100s"];
    const text = await this.run("nmap", ...family, kind, ...pace, "-p", ports, "-oG", "-", ...addresses);
    return parseGreppable(text, addresses);
  }

  async run(...command: string[]): Promise<string> {
    return docker("exec", this.container, ...command);
  }

  async stop(): Promise<void> {
    await docker("rm", "--force", this.container).catch(() => undefined);
  }
}

/** nmap's one line per host; a host without a line was not scanned, which is no answer. */
export function parseGreppable(text: string, addresses: string[]): Record<string, number[]> {
  const found: Record<string, number[]> = {};
  for (const address of addresses) {
    const lines = text.split("\n").filter((line) => line.startsWith(`Host: ${address} `));
    if (!lines.some((line) => line.includes("Status: Up")))
      throw new Error(`nmap did not scan ${address}:\n${text}`);
    const open = lines.flatMap((line) => [...line.matchAll(/(\d+)\/open\/(?:tcp|udp)\//g)]);
    found[address] = open.map((match) => Number(match[1])).sort((a, b) => a - b);
  }
  return found;
}
