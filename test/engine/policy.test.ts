import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pulumiEnvironment } from "../../tools/setup/environment";
import { shiftedDescription } from "../fleet/fleet";
import { type Executed, execute } from "../stack/execute";
import { projectFolder, TestStack } from "../stack/testStack";

const pack = ["--policy-pack", join(projectFolder, "infra/policy")];
const canary = "canary-4b1d7e";

/** In the mood "hidden" it keeps to everything that can be known in a preview. */
const program = `
const { dynamic, secret } = require("@pulumi/pulumi");
class Thing extends dynamic.Resource {
  constructor(name, props, kind) {
    super({ async create(inputs) { return { id: "x", outs: inputs }; } }, name, props, {}, "cordillera", kind);
  }
}
const isHidden = process.env.PROGRAM_MOOD === "hidden";
const labels = Object.fromEntries(["stack", "network", "role", "host"].map((name) => ["cordillera." + name, "a"]));
const first = new Thing("first", { text: "known later" }, "Other");
new Thing("host", isHidden ? { image: "sha256:" + "a".repeat(64), labels } : { image: first.id, labels: {} }, "LocalHost");
new Thing("images", { images: [isHidden ? first.id : "r/app:latest"] }, "HostImages");
const value = process.env.PROGRAM_CANARY;
new Thing("told", { login: { password: isHidden ? secret(value) : value }, note: isHidden ? secret(value) : value }, "Other");
`;

describe("the policy pack", () => {
  const folder = mkdtempSync(join(tmpdir(), "cordillera-policy-"));
  const environment = {
    ...pulumiEnvironment({ PATH: process.env.PATH }),
    PULUMI_BACKEND_URL: `file://${join(folder, "backend")}`,
    PULUMI_HOME: join(folder, "home"),
    PULUMI_CONFIG_PASSPHRASE: "test",
    PULUMI_CONFIG_PASSPHRASE_FILE: undefined,
    PROGRAM_CANARY: canary,
    CANARY_TOKEN: canary,
  };
  const pulumi = (args: string[], mood = ""): Promise<Executed> =>
    execute("pulumi", [...args, "--non-interactive", "--color", "never"], {
      cwd: folder,
      env: { ...environment, PROGRAM_MOOD: mood },
      timeoutMs: 120_000,
    });

  beforeAll(async () => {
    for (const name of ["backend", "home"]) mkdirSync(join(folder, name));
    symlinkSync(join(projectFolder, "node_modules"), join(folder, "node_modules"));
    writeFileSync(join(folder, "Pulumi.yaml"), "name: judged\nruntime: nodejs\n");
    writeFileSync(
      join(folder, "package.json"),
      '{ "main": "index.js", "dependencies": { "@pulumi/pulumi": "*" } }',
    );
    writeFileSync(join(folder, "index.js"), program);
    expect((await pulumi(["stack", "init", "judged"])).code).toBe(0);
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("stops a preview and names each fault, and says nothing of what is not known yet", async () => {
    const { code, output } = await pulumi(["preview", ...pack]);
    expect(code).not.toBe(0);
    expect(output).toContain('images.0: not by digest (got "r/app:latest")');
    expect(output).toContain("lacks cordillera.stack, cordillera.network, cordillera.role, cordillera.host");
    expect(output).toContain("login.password: holds a secret of this machine's environment");
    expect(output).toContain("note: holds a secret of this machine's environment");
    expect(output).not.toContain('image: not by digest (got ""');
    expect(output).not.toContain("can't run policy");
  }, 120_000);

  test("stops an update before anything is made", async () => {
    const { code } = await pulumi(["up", "--yes", "--skip-preview", ...pack]);
    expect(code).not.toBe(0);
    expect((await pulumi(["stack", "--show-ids"])).stdout).not.toContain("told");
  }, 120_000);

  test("passes a program that hides its secrets, and judges in the update what a preview does not know", async () => {
    // A stack of its own: what the refused update made before it was refused would be known here.
    expect((await pulumi(["stack", "init", "hidden"])).code).toBe(0);
    const preview = await pulumi(["preview", ...pack], "hidden");
    expect(preview.output).toMatch(/✅ cordillera@v/);
    expect(preview.code).toBe(0);
    const update = await pulumi(["up", "--yes", "--skip-preview", ...pack], "hidden");
    expect(update.output).toContain('images.0: not by digest (got "x")');
    expect(update.output).not.toContain("no-plain-secret");
  }, 120_000);
});

test("the local network keeps to the policies", async () => {
  const stack = new TestStack("test-policy");
  try {
    stack.describe(shiftedDescription("ande-policy", 30));
    await stack.init();
    const { output } = await stack.mustSucceed(stack.pulumi(["preview", ...pack]));
    expect(output).toMatch(/✅ cordillera@v/);
    expect(output).toMatch(/\+ \d\d to create/);
  } finally {
    stack.remove();
  }
}, 120_000);

test("make deploy stops at the policies, and makes nothing", async () => {
  // As if the stack's name were a credential: then the first that is registered shows it.
  const stack = new TestStack("test-policy-4b1d7e");
  try {
    stack.describe(shiftedDescription("ande-policy", 30));
    await stack.init();
    const { code, output } = await execute("tsx", ["tools/deploy.ts"], {
      cwd: projectFolder,
      env: { ...stack.env, STACK: stack.name, CANARY_TOKEN: stack.name },
      timeoutMs: 120_000,
    });
    expect(code).toBe(1);
    expect(output).toContain("holds a secret of this machine's environment");
    const { stdout } = await stack.mustSucceed(stack.pulumi(["stack", "--show-ids"]));
    expect(stdout).not.toContain("dynamic/cordillera");
  } finally {
    stack.remove();
  }
}, 180_000);
