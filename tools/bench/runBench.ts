import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { intervalsSeconds, mean, quantile, readCommitTimes } from "../blocks/blockTimes";
import { takeDown } from "../down/takeDown";
import { askStatus } from "../hosts/httpOverSsh";
import { validatorNames, withSessions } from "../hosts/validators";
import { changeStack } from "../pulumi/changeStack";
import { mustPulumi } from "../pulumi/runPulumi";
import { readStackOutputs } from "../pulumi/stackOutputs";
import { ensureStack } from "../pulumi/stacks";
import { paths } from "../setup/paths";
import { Heartbeat } from "../terminal/heartbeat";
import { countChanges } from "./changeCount";
import { shiftDescription } from "./descriptions";
import type { Figures } from "./figures";
import { measureMemoryMb } from "./memory";
import { measurePlanSeconds } from "./planHosts";
import { measurePreviewHostsSeconds } from "./previewHosts";
import { measureRebuild } from "./rebuildFromDa";
import { measureTransfers } from "./transfers";
import { measureUpTestnetSeconds } from "./upTestnet";

const stack = "bench";
const intervals = 100;

async function timed<T>(work: () => Promise<T>): Promise<{ seconds: number; result: T }> {
  const startMs = performance.now();
  const result = await work();
  return { seconds: (performance.now() - startMs) / 1000, result };
}

async function prepareStack(): Promise<void> {
  const folder = join(paths.cache, "bench");
  mkdirSync(folder, { recursive: true });
  const local = readFileSync(join(paths.root, "stacks/local.yaml"), "utf8");
  writeFileSync(join(folder, "description.yaml"), shiftDescription(local));
  await ensureStack(stack);
  await mustPulumi(["config", "set", "description", ".cordillera/bench/description.yaml", "--stack", stack]);
}

async function measureChain(startedMs: number): Promise<Figures> {
  const outputs = await readStackOutputs(stack);
  return withSessions(stack, outputs, Object.keys(outputs.hosts), async (sessions) => {
    const session = sessions.get(validatorNames(outputs)[0]!)!;
    const from = (await askStatus(session)).height;
    let height = from;
    const heartbeat = new Heartbeat(() => `block ${height - from}/${intervals + 1}`);
    try {
      // One more block than intervals, and its successor, whose header tells when it was committed.
      while (height < from + intervals + 1) {
        await new Promise((next) => setTimeout(next, 1_000));
        height = (await askStatus(session)).height;
      }
    } finally {
      heartbeat.stop();
    }
    const [firstMs] = await readCommitTimes(session, 1, 1);
    const seconds = intervalsSeconds(await readCommitTimes(session, from, from + intervals));
    const memory = await Promise.all([...sessions.values()].map(measureMemoryMb));
    return {
      timeToFirstBlockSeconds: (firstMs! - startedMs) / 1000,
      blockIntervalMeanSeconds: mean(seconds),
      blockIntervalP99Seconds: quantile(seconds, 0.99),
      memoryPerHostMb: Math.max(...memory),
    };
  });
}

/** Makes a network beside whatever runs here, measures it, and takes it down again. */
export async function runBench(print: (line: string) => void): Promise<Figures> {
  const options = { isOnThisMachine: true, print };
  print("plan of 500 hosts");
  const release = {
    file: "stacks/releases/local.yaml",
    text: readFileSync(join(paths.releases, "local.yaml"), "utf8"),
  };
  const planHosts500Seconds = measurePlanSeconds(500, release);
  print("preview of 100 hosts");
  const previewHosts100Seconds = await measurePreviewHostsSeconds(100);
  print("up of the testnet on stand-in clouds");
  const upTestnetSeconds = await measureUpTestnetSeconds();
  print("rebuild from DA");
  const rebuild = await measureRebuild();
  await takeDown(stack, options);
  try {
    await prepareStack();
    print("first up");
    const startedMs = Date.now();
    const first = await timed(() => changeStack("up", stack));
    print("second up");
    const second = await timed(() => changeStack("up", stack));
    print("preview");
    const preview = await timed(() => mustPulumi(["preview", "--stack", stack]));
    print(`${intervals} block intervals`);
    const chain = await measureChain(startedMs);
    print("transfers");
    return {
      ...chain,
      ...(await measureTransfers(stack)),
      ...rebuild,
      planHosts500Seconds,
      previewHosts100Seconds,
      upTestnetSeconds,
      upSeconds: first.seconds,
      secondUpSeconds: second.seconds,
      secondUpChanges: countChanges(second.result),
      previewSeconds: preview.seconds,
    };
  } finally {
    await takeDown(stack, options);
  }
}
