import { readFileSync } from "node:fs";
import { join } from "node:path";
import { stackFolder } from "../hosts/connection";
import { readStackOutputs } from "../pulumi/stackOutputs";
import type { Figures } from "./figures";
import { measureLoad } from "./transferLoad";

/** Transfers through the RPC ports of all sequencers: at a rate that the chain has to carry, then at one that fills it. */
export async function measureTransfers(stack: string): Promise<Figures> {
  const { endpoints, network } = await readStackOutputs(stack);
  const key = readFileSync(join(stackFolder(stack), "deployer_key"), "utf8").trim();
  const target = { rpcUrls: Object.values(endpoints.rpc), chainId: network.chainId, key };
  const steady = await measureLoad(target, { perSecond: 600, seconds: 20 });
  const full = await measureLoad(target, { perSecond: 1_500, seconds: 20 });
  return {
    // One that never came would have waited for ever.
    inclusionP99Seconds: steady.included === steady.sent ? steady.p99Seconds : Number.NaN,
    transfersPerSecond: full.perSecond,
  };
}
