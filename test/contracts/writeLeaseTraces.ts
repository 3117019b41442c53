import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeOpenings } from "./leaseOpenings";
import { makeTrace, seededRandom } from "./leaseTraces";

// forge reads these and replays them on the coordinator (contracts/test/LeaseTraces.t.sol): ten files of 1,000 traces;
// and proves to it the leases of another file (LeaseOpenings.t.sol).
const folder = join(__dirname, "../../contracts/cache/traces");
const seed = Number(process.env.LEASE_TRACE_SEED ?? "0");
mkdirSync(folder, { recursive: true });
for (let file = 0; file < 10; file++) {
  const random = seededRandom(seed * 10 + file);
  const bytes = Array.from({ length: 1_000 }, () => makeTrace(random)).flat();
  writeFileSync(join(folder, `${file}.hex`), `0x${Buffer.from(bytes).toString("hex")}`);
}
makeOpenings(seededRandom(seed)).then((openings) => writeFileSync(join(folder, "openings.hex"), openings));
