import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { runTool } from "../runTool";
import { pulumiEnvironment } from "../setup/environment";
import { paths } from "../setup/paths";
import { type Counts, countCheck, countForge, countJest } from "./counts";
import { chooseSuites, type Suite } from "./suites";
import { renderSummary, type SuiteResult } from "./summary";

const reports = join(paths.cache, "test");
const heartbeatMs = 9_000;

async function main(): Promise<number> {
  const chosen = chooseSuites(process.argv.slice(2));
  mkdirSync(reports, { recursive: true });
  const results: SuiteResult[] = [];
  for (const [index, suite] of chosen.entries()) {
    console.log(`\n== ${suite.name} (${index + 1} of ${chosen.length}) ==`);
    results.push(await runSuite(suite));
  }
  console.log(renderSummary(results));
  return results.every((result) => result.ok) ? 0 : 1;
}

async function runSuite(suite: Suite): Promise<SuiteResult> {
  const startMs = Date.now();
  const report = join(reports, `${suite.name}.json`);
  rmSync(report, { force: true });
  const [command = "", ...args] = suite.command;
  const reporting = suite.counts === "jest" ? ["--json", "--outputFile", report, "--silent=false"] : [];
  const { code, output } = await spawnShown(command, [...args, ...reporting], suite);
  const counts = countsOf(suite, { code, output, report });
  return {
    name: suite.name,
    ...counts,
    ok: code === 0 && counts.failed === 0,
    seconds: (Date.now() - startMs) / 1000,
  };
}

function countsOf(suite: Suite, at: { code: number; output: string; report: string }): Counts {
  if (suite.counts === "check") return countCheck(at.code);
  if (suite.counts === "forge") return countForge(at.output, at.code);
  return countJest(readReport(at.report), at.code);
}

function readReport(file: string) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

// jest prints its JSON on stdout beside the file: only stderr, where its progress goes, is shown then.
function spawnShown(
  command: string,
  args: string[],
  suite: Suite,
): Promise<{ code: number; output: string }> {
  return new Promise((done) => {
    const child = spawn(command, args, {
      cwd: paths.root,
      env: { ...process.env, ...pulumiEnvironment() },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    const startMs = Date.now();
    let lastMs = startMs;
    let output = "";
    const show = (stream: NodeJS.WriteStream) => (chunk: Buffer) => {
      lastMs = Date.now();
      output = (output + chunk.toString()).slice(-100_000);
      stream.write(chunk);
    };
    if (suite.counts === "jest") child.stdout.resume();
    else child.stdout.on("data", show(process.stdout));
    child.stderr.on("data", show(process.stderr));
    const heartbeat = setInterval(() => {
      if (Date.now() - lastMs < heartbeatMs) return;
      lastMs = Date.now();
      console.log(
        `..    ${suite.name}: ${Math.round((Date.now() - startMs) / 1000)} s of at most ${suite.limitMinutes} min`,
      );
    }, 1_000);
    const limit = setTimeout(() => {
      console.error(`${suite.name}: stopped after ${suite.limitMinutes} minutes`);
      killGroup(child.pid);
    }, suite.limitMinutes * 60_000);
    const forward = () => killGroup(child.pid);
    process.once("SIGINT", forward).once("SIGTERM", forward);
    const finish = (code: number) => {
      clearInterval(heartbeat);
      clearTimeout(limit);
      process.off("SIGINT", forward).off("SIGTERM", forward);
      done({ code, output });
    };
    child.on("error", (error) => {
      console.error(`${command}: ${error.message}`);
      finish(127);
    });
    child.on("close", (code) => finish(code ?? 1));
  });
}

// The whole group: a suite's own children must not outlive it.
function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // Already gone.
  }
}

runTool(main);
