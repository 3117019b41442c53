import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { type CloudDescription, CloudFleet } from "../../test/fleet/clouds/cloudFleet";
import { paths } from "../setup/paths";

/** Seconds of one `pulumi up` of the testnet's description from nothing, on stand-in clouds whose machines are containers. */
export async function measureUpTestnetSeconds(): Promise<number> {
  const text = readFileSync(join(paths.root, "stacks/testnet.yaml"), "utf8");
  const fleet = new CloudFleet("bench-testnet", parse(text) as CloudDescription);
  try {
    await fleet.prepare();
    const startMs = performance.now();
    await fleet.deploy();
    return (performance.now() - startMs) / 1000;
  } finally {
    await fleet.tearDown();
  }
}
