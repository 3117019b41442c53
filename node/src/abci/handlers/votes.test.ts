import { CommitInfo } from "cosmjs-types/tendermint/abci/types";
import { makeMetrics } from "../../metrics/catalogue";
import { FakeClock } from "../../testing/fakeClock";
import { observeFinality, observeVotes } from "./votes";

const vote = (power: bigint, blockIdFlag: number) => ({
  validator: { address: Buffer.alloc(20), power },
  blockIdFlag,
});

async function readValue(metrics: ReturnType<typeof makeMetrics>, name: string): Promise<number> {
  return (await metrics.registry.getSingleMetric(name)!.get()).values[0]!.value;
}

describe("observeVotes", () => {
  test("counts who voted, by head and by power", async () => {
    const metrics = makeMetrics();
    const votes = [vote(10n, 2), vote(10n, 2), vote(10n, 1), vote(30n, 2)];
    observeVotes(CommitInfo.fromPartial({ round: 0, votes }), metrics);
    expect(await readValue(metrics, "ande_active_validators")).toBe(4);
    expect(await readValue(metrics, "ande_attestations_received_total")).toBe(3);
    expect(await readValue(metrics, "ande_validator_participation_rate_percent")).toBeCloseTo(83.33, 2);
  });

  test("leaves all as it is before the first commit", async () => {
    const metrics = makeMetrics();
    metrics.participation.set(75);
    observeVotes(CommitInfo.fromPartial({ round: 0, votes: [] }), metrics);
    expect(await readValue(metrics, "ande_validator_participation_rate_percent")).toBe(75);
  });
});

describe("observeFinality", () => {
  const countOf = async (metrics: ReturnType<typeof makeMetrics>) => {
    const { values } = await metrics.registry.getSingleMetric("ande_finality_time_seconds")!.get();
    const named = values as { metricName?: string; value: number }[];
    return named.find(({ metricName }) => metricName?.endsWith("_count"))!.value;
  };

  test("measures from the header's time, and leaves out blocks that are caught up on", async () => {
    const metrics = makeMetrics();
    const clock = new FakeClock(1_000_000);
    observeFinality(999_000, { clock, metrics });
    observeFinality(100_000, { clock, metrics });
    expect(await countOf(metrics)).toBe(1);
  });
});
