import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseRelease } from "../../infra/config/parseRelease";
import { builtServiceNames } from "../../infra/vocab/words";
import { Clouds } from "../clouds/clouds";
import { type Executed, execute } from "../stack/execute";
import { PrivateRegistry } from "../stack/privateRegistry";
import { projectFolder, TestStack } from "../stack/testStack";

// `make release`, with everything but the provider plugin real: program, engine, builds, registry, login.
const registry = new PrivateRegistry();
const clouds = new Clouds(mkdtempSync(join(tmpdir(), "cordillera-clouds-")), "containers");
const stack = new TestStack("test-release", { clouds });
const fileOf = (name: string) => join(projectFolder, `stacks/releases/${name}.yaml`);
const settingsFile = join(projectFolder, "images/Pulumi.test-release.yaml");
const names = ["test-first", "test-second"];

const release = (name: string, password = registry.password): Promise<Executed> =>
  execute("tsx", ["tools/release.ts"], {
    cwd: projectFolder,
    timeoutMs: 600_000,
    env: {
      ...stack.env,
      STACK: stack.name,
      NAME: name,
      CORDILLERA_PUSH_USER: registry.user,
      CORDILLERA_PUSH_PASSWORD: password,
    },
  });
const readImages = (name: string) => {
  const file = fileOf(name);
  return parseRelease({ file, text: readFileSync(file, "utf8") }, name).images;
};

jest.setTimeout(900_000);

beforeAll(async () => {
  await registry.start();
  stack.describe({ registry: `${registry.address}/ande`, release: "local" });
  await stack.init();
});

afterAll(async () => {
  await registry.remove();
  stack.remove();
  clouds.remove();
  for (const file of [...names.map(fileOf), settingsFile]) rmSync(file, { force: true });
});

test("a push that the registry refuses writes no release", async () => {
  const { code, output } = await release("test-first", "wrong");
  expect(code).toBe(1);
  expect(output).toMatch(/unauthorized|denied|no basic auth/);
  expect(existsSync(fileOf("test-first"))).toBe(false);
});

test("every image lies in the registry under the digest that the release names", async () => {
  await stack.mustSucceed(release("test-first"));
  const images = readImages("test-first");
  expect(Object.keys(images).sort()).toEqual([...builtServiceNames].sort());
  for (const { repository, digest } of Object.values(images)) {
    const answer = await registry.ask(`/v2/ande/${repository}/manifests/${digest}`, {
      method: "HEAD",
      headers: { accept: "application/vnd.docker.distribution.manifest.v2+json" },
    });
    expect(answer.status).toBe(200);
  }
});

test("the login is in no state, no settings, no release and nothing that was printed", async () => {
  const { output } = await stack.mustSucceed(release("test-first"));
  const state = await stack.mustSucceed(
    execute("pulumi", ["stack", "export", "--stack", stack.name], {
      cwd: join(projectFolder, "images"),
      env: stack.env,
    }),
  );
  // Both forms in which it travels.
  const login = Buffer.from(`${registry.user}:${registry.password}`).toString("base64");
  for (const text of [
    output,
    state.stdout,
    readFileSync(settingsFile, "utf8"),
    readFileSync(fileOf("test-first"), "utf8"),
  ]) {
    expect(text).not.toContain(registry.password);
    expect(text).not.toContain(login);
  }
  expect(state.stdout).toContain("ciphertext");
});

test("the same images again leave the release as it is, another name is another release", async () => {
  const before = readFileSync(fileOf("test-first"), "utf8");
  const again = await stack.mustSucceed(release("test-first"));
  expect(again.output).toContain("test-first.yaml unchanged");
  expect(readFileSync(fileOf("test-first"), "utf8")).toBe(before);
  await stack.mustSucceed(release("test-second"));
  expect(readImages("test-second")).toEqual(readImages("test-first"));
});
