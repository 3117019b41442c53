import { connect, createServer, type Server, type Socket } from "node:net";
import type { Cut } from "./perturbation";

// CometBFT P2P, geth's devp2p, the node's own HTTP.
const peerPorts = [26656, 30303, 9001];
const offset = 1000;

interface Pair {
  near: Socket;
  far: Socket | undefined;
}

/** What runs from one validator to another: a relay that can fall silent or close, without asking the kernel. */
class Link {
  private state: "open" | Cut = "open";
  private readonly pairs = new Set<Pair>();
  private readonly server: Server;

  constructor(
    readonly from: number,
    readonly to: number,
    private readonly target: { host: string; port: number },
  ) {
    this.server = createServer({ noDelay: true, pauseOnConnect: true }, (near) => this.take(near));
  }

  async open(): Promise<void> {
    const { host, port } = this.target;
    await new Promise<void>((resolve, reject) => {
      this.server.once("error", reject).listen(port + offset + this.from, host, resolve);
    });
  }

  set(state: "open" | Cut): void {
    this.state = state;
    for (const pair of this.pairs) {
      if (state === "closed") this.drop(pair);
      else if (state === "silent") silence(pair);
      else this.join(pair);
    }
  }

  async close(): Promise<void> {
    for (const pair of this.pairs) this.drop(pair);
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private take(near: Socket): void {
    const pair: Pair = { near, far: undefined };
    this.pairs.add(pair);
    near.on("error", () => this.drop(pair)).on("close", () => this.drop(pair));
    if (this.state === "closed") this.drop(pair);
    if (this.state === "open") this.join(pair);
  }

  private join(pair: Pair): void {
    if (!pair.far) {
      const far = connect({ ...this.target, noDelay: true });
      far.on("error", () => this.drop(pair)).on("close", () => this.drop(pair));
      pair.far = far;
    }
    pair.near.pipe(pair.far);
    pair.far.pipe(pair.near);
  }

  private drop(pair: Pair): void {
    this.pairs.delete(pair);
    pair.near.destroy();
    pair.far?.destroy();
  }
}

function silence({ near, far }: Pair): void {
  if (!far) return;
  near.unpipe(far).pause();
  far.unpipe(near).pause();
}

/** Every path between the validators of a chain, so that hosts can be cut off and parted without root. */
export class Links {
  private constructor(
    private readonly addresses: readonly string[],
    private readonly links: Link[],
  ) {}

  static async open(addresses: readonly string[]): Promise<Links> {
    const links = addresses.flatMap((host, to) =>
      addresses.flatMap((_, from) =>
        from === to ? [] : peerPorts.map((port) => new Link(from, to, { host, port })),
      ),
    );
    await Promise.all(links.map((link) => link.open()));
    return new Links(addresses, links);
  }

  /** The text of one validator's file, with every peer's address replaced by the relay to it. */
  reroute(from: number, text: string): string {
    let routed = text;
    for (const [to, address] of this.addresses.entries()) {
      if (to === from) continue;
      for (const port of peerPorts) {
        routed = routed.replaceAll(
          new RegExp(`(?<![\\d.])${address.replaceAll(".", "\\.")}:${port}(?!\\d)`, "g"),
          `${address}:${port + offset + from}`,
        );
      }
    }
    return routed;
  }

  /** Cuts what crosses from one side to the other. */
  cut(side: readonly number[], how: Cut): void {
    for (const link of this.links) {
      if (side.includes(link.from) !== side.includes(link.to)) link.set(how);
    }
  }

  heal(): void {
    for (const link of this.links) link.set("open");
  }

  async close(): Promise<void> {
    await Promise.all(this.links.map((link) => link.close()));
  }
}
