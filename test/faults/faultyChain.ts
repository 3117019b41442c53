import { join } from "node:path";
import { LocalChain, until } from "../node/localChain";
import type { Supervised } from "../node/supervised";
import type { Validator } from "../node/validator";
import { Links } from "./links";

/** A chain whose network, processes and clocks can be troubled. */
export class FaultyChain {
  private constructor(
    readonly local: LocalChain,
    readonly links: Links,
  ) {}

  static async start(count: number): Promise<FaultyChain> {
    let links: Links | undefined;
    const local = await LocalChain.start(count, {
      prepareNetwork: async (addresses) => {
        links = await Links.open(addresses);
      },
      reroute: (from, text) => links!.reroute(from, text),
      appEnvironment: (dir) => ({
        NODE_OPTIONS: `--require ${join(__dirname, "steppedClock.cjs")}`,
        CLOCK_OFFSET_FILE: join(dir, "clock-offset"),
      }),
    });
    return new FaultyChain(local, links!);
  }

  get validators(): Validator[] {
    return this.local.validators;
  }

  /** Of all validators, but the application of this one. */
  processesBut(sparedApp: number | undefined): Supervised[] {
    return this.validators.flatMap(({ processes }, index) =>
      processes.filter(({ name }) => name !== "app" || index !== sparedApp),
    );
  }

  /** Every validator healthy, at one block newer than any of now, and its geth with it. @returns milliseconds */
  async backAtHead(timeoutMs: number): Promise<number> {
    const startedMs = Date.now();
    const wanted = (await this.local.topHeight()) + 1;
    const missing = new Map(this.validators.map((one) => [one.name, "not asked"]));
    await until(
      async () => {
        await Promise.all(
          this.validators.map(async (one) => {
            if (missing.has(one.name) && (await standsAt(one, wanted, missing))) missing.delete(one.name);
          }),
        );
        return missing.size === 0;
      },
      {
        timeoutMs,
        what: async () => `height ${wanted}: ${[...missing].map((each) => each.join(": ")).join("; ")}`,
      },
    );
    return Date.now() - startedMs;
  }

  async stop(): Promise<void> {
    this.links.heal();
    // A paused process takes no signal but these.
    for (const one of this.validators) one.kill("SIGCONT");
    await this.local.stop();
    await this.links.close();
  }
}

async function standsAt(one: Validator, wanted: number, missing: Map<string, string>): Promise<boolean> {
  try {
    const status = await one.status();
    const gethHeight = await one.gethHeight();
    missing.set(
      one.name,
      `at ${status.height}, geth at ${gethHeight}, ${status.reasons.join(", ") || "healthy"}`,
    );
    return status.healthy && status.height >= wanted && gethHeight >= status.evmHeight;
  } catch (error) {
    missing.set(one.name, (error as Error).message);
    return false;
  }
}
