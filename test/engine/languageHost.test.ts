import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pulumiEnvironment } from "../../tools/setup/environment";
import { onPath } from "../../tools/setup/onPath";
import { type Executed, execute } from "../stack/execute";
import { projectFolder } from "../stack/testStack";

// The language host that this machine has (the official one, or ours where Pulumi was built from Go modules), asked
// for everything that plain pulumi commands need of it.
const folder = mkdtempSync(join(tmpdir(), "cordillera-language-host-"));
const program = `
import * as pulumi from "@pulumi/pulumi";
import { readFileSync } from "node:fs";

const config = new pulumi.Config();
const mood = process.env.TRIVIAL_MOOD;
if (mood === "refuse") throw new pulumi.RunError("refused: too few hosts");
if (mood === "crash") process.exit(7);
if (mood === "sleep") setTimeout(() => {}, 60_000);

const provider: pulumi.dynamic.ResourceProvider = {
  async create(inputs) {
    return { id: "one", outs: { ...inputs, length: readFileSync(inputs.file, "utf8").length } };
  },
  async diff(_id, olds, news) {
    return { changes: olds.file !== news.file || olds.text !== news.text };
  },
  async update(_id, _olds, news) {
    return { outs: { ...news, length: 0 } };
  },
};

class Measured extends pulumi.dynamic.Resource {
  declare readonly length: pulumi.Output<number>;
  constructor(name: string, args: { file: string; text: pulumi.Input<string> }) {
    super(provider, name, { ...args, length: undefined });
  }
}

// A type error: programs are transpiled, not checked.
const wrong: number = "text";
export const length = new Measured("one", { file: "data.txt", text: config.require("text") }).length;
export const hidden = config.getSecret("hidden");
const { user, system } = process.cpuUsage();
export const loadSeconds = (user + system) / 1e6;
void wrong;
`;
const environment: NodeJS.ProcessEnv = {
  ...pulumiEnvironment({ PATH: process.env.PATH }),
  PULUMI_BACKEND_URL: `file://${join(folder, "backend")}`,
  PULUMI_HOME: join(folder, "home"),
  PULUMI_CONFIG_PASSPHRASE: "test",
  PULUMI_CONFIG_PASSPHRASE_FILE: undefined,
};

const pulumi = (args: string[], mood?: string): Promise<Executed> =>
  execute("pulumi", [...args, "--non-interactive", "--color", "never"], {
    cwd: folder,
    env: { ...environment, TRIVIAL_MOOD: mood },
    timeoutMs: 120_000,
  });

async function succeed(...args: string[]): Promise<string> {
  const { code, output, stdout } = await pulumi(args);
  if (code !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${code}:\n${output}`);
  return stdout;
}

beforeAll(async () => {
  for (const name of ["backend", "home"]) mkdirSync(join(folder, name));
  symlinkSync(join(projectFolder, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "Pulumi.yaml"), "name: trivial\nruntime: nodejs\n");
  writeFileSync(
    join(folder, "package.json"),
    '{ "main": "index.ts", "dependencies": { "@pulumi/pulumi": "*" } }',
  );
  writeFileSync(join(folder, "tsconfig.json"), readFileSync(join(projectFolder, "tsconfig.json")));
  writeFileSync(join(folder, "index.ts"), program);
  writeFileSync(join(folder, "data.txt"), "12345");
  await succeed("stack", "init", "trivial");
  await succeed("config", "set", "text", "a");
  await succeed("config", "set", "--secret", "hidden", "canary-6f1c");
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

jest.setTimeout(240_000);

test("previews, makes, keeps, refreshes and destroys a dynamic resource", async () => {
  expect(await succeed("preview", "--diff")).toContain("+ 2 to create");
  await succeed("up", "--yes", "--skip-preview");
  expect(await succeed("stack", "output", "length")).toBe("5\n");
  expect(await succeed("preview", "--diff")).toContain("2 unchanged");
  await succeed("config", "set", "text", "b");
  expect(await succeed("preview", "--diff")).toMatch(/text\s*: "a" => "b"/);
  await succeed("refresh", "--yes", "--skip-preview");
  await succeed("cancel", "--yes");
  await succeed("destroy", "--yes", "--skip-preview");
  expect(await succeed("stack", "--show-ids")).toContain("Current stack resources (0)");
});

test("a transpiled program loads the SDK in less than two seconds of processor time", async () => {
  await succeed("up", "--yes", "--skip-preview");
  expect(Number(await succeed("stack", "output", "loadSeconds"))).toBeLessThan(2);
});

test("secrets of the configuration reach the program as secrets", async () => {
  expect(await succeed("stack", "output", "hidden")).toBe("[secret]\n");
  expect(await succeed("stack", "output", "hidden", "--show-secrets")).toBe("canary-6f1c\n");
  expect(await succeed("stack", "export")).not.toContain("canary-6f1c");
});

test("an expected error is shown once, without a stack trace", async () => {
  const { code, output } = await pulumi(["preview"], "refuse");
  expect(code).not.toBe(0);
  expect(output).toContain("refused: too few hosts");
  expect(output).not.toContain("    at ");
});

test("a program that ends badly fails the update", async () => {
  const { code, output } = await pulumi(["preview"], "crash");
  expect(code).not.toBe(0);
  expect(output).toMatch(/exit(ed with)? code:? 7/);
});

test("a program does not outlive an engine that was killed", async () => {
  let killed: (signal: NodeJS.Signals) => void = () => {};
  const update = execute("pulumi", ["preview", "--non-interactive"], {
    cwd: folder,
    env: { ...environment, TRIVIAL_MOOD: "sleep" },
    onStart: (pid) => {
      // Only the engine, not its group: as the kernel does when memory runs out.
      killed = (signal) => process.kill(pid, signal);
    },
  });
  await until(() => programsOf(folder).length > 0);
  killed("SIGKILL");
  await update;
  await until(() => programsOf(folder).length === 0);
});

test("a provider process that was never asked for anything does not outlive its engine", async () => {
  const launcher = onPath("pulumi-resource-pulumi-nodejs", environment.PATH ?? "") ?? "";
  // The official archive's launcher is not ours to mend; its processes watch from their first resource on.
  if (!readFileSync(launcher, "utf8").includes("made by tools/setup")) return;
  const provider = spawn(launcher, ["127.0.0.1:1"], { cwd: folder, stdio: "ignore" });
  const ended = once(provider, "exit", { signal: AbortSignal.timeout(20_000) });
  const [code] = await ended.finally(() => provider.kill());
  expect(code).toBe(1);
});

/** Processes whose working directory is the program's. */
function programsOf(directory: string): string[] {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .filter((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
        return command.includes("cmd/run") && command.includes(directory);
      } catch {
        return false;
      }
    });
}

async function until(condition: () => boolean): Promise<void> {
  const endMs = Date.now() + 60_000;
  while (!condition()) {
    if (Date.now() > endMs) throw new Error("it did not come to pass within 60 s");
    await new Promise((done) => setTimeout(done, 100));
  }
}
