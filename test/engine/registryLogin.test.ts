import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { docker } from "../stack/docker";
import { PrivateRegistry } from "../stack/privateRegistry";
import { changeCounts, projectFolder, TestStack } from "../stack/testStack";

// A real host and, on its own 127.0.0.1 (whose plain HTTP Docker accepts), a real registry that wants a login.
const stack = new TestStack("test-registry");
const cwd = join(__dirname, "registryProgram");
const host = "test-registry-local-edge-1";
const registry = new PrivateRegistry({ network: `container:${host}` });
const file = "/srv/cordillera/registry/config.json";

const run = (...args: string[]) => stack.pulumi(args, { cwd });
const must = async (...args: string[]) => (await stack.mustSucceed(run(...args))).output;
const up = () => must("up", "--yes", "--skip-preview");
const onHost = (command: string) => docker("exec", host, "sh", "-c", command);
const setPassword = () => must("config", "set", "--secret", "registryPassword", registry.password);

/** Pushes an image of one file and forgets it, so that only the registry has it. */
async function pushFromHost(name: string): Promise<string> {
  const tag = `${registry.address}/test/${name}`;
  const output = await onHost(
    [
      "set -e; export DOCKER_CONFIG=$(mktemp -d)",
      `echo ${registry.password} | docker login -u ${registry.user} --password-stdin ${registry.address} >/dev/null 2>&1`,
      `tar -C /etc -c hostname | docker import - ${tag} >/dev/null; docker push ${tag}; docker rmi ${tag} >/dev/null`,
      'rm -r "$DOCKER_CONFIG"',
    ].join("; "),
  );
  return `${tag}@${/digest: (sha256:[0-9a-f]{64})/.exec(output)![1]}`;
}

jest.setTimeout(300_000);

beforeAll(async () => {
  const release = parse(readFileSync(join(projectFolder, "stacks/releases/local.yaml"), "utf8"));
  await must("stack", "init");
  const settings = {
    folder: join(stack.home, "keys"),
    cidr: "10.131.0.0/24",
    address: "10.131.0.11",
    sshPort: "31001",
    hostImage: release.localImages.host,
    registry: registry.address,
    registryUser: registry.user,
  };
  for (const [key, value] of Object.entries(settings)) await must("config", "set", key, value);
  await setPassword();
  await up();
  await registry.start();
});

afterAll(async () => {
  await registry.remove();
  await run("destroy", "--yes", "--skip-preview");
  await run("stack", "rm", "--yes", "--force");
  stack.remove();
});

test("the login lies on the host, for root alone, and an image that wants it is pulled", async () => {
  expect(await onHost(`stat -c '%a %U:%G' ${file} $(dirname ${file})`)).toBe(
    "600 root:root\n700 root:root\n",
  );
  await must("config", "set", "--path", "images[0]", await pushFromHost("first"));
  expect(changeCounts(await up()).update).toBe(1);
  expect(changeCounts(await up())).toMatchObject({ unchanged: expect.any(Number) });
});

test("the password is in clear in no state, no settings and no process of the host", async () => {
  const login = Buffer.from(`${registry.user}:${registry.password}`).toString("base64");
  const settings = readFileSync(join(cwd, `Pulumi.${stack.name}.yaml`), "utf8");
  const processes = await onHost("cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr '\\0' ' '");
  for (const text of [await must("stack", "export"), settings, processes]) {
    expect(text).not.toContain(registry.password);
    expect(text).not.toContain(login);
  }
});

test("a new password is an update in place, and the next image is pulled with it", async () => {
  await registry.changePassword();
  const image = await pushFromHost("second");
  await must("config", "set", "--path", "images[0]", image);
  const refused = await run("up", "--yes", "--skip-preview");
  expect(refused.code).not.toBe(0);
  expect(refused.output).toContain('Host "local-edge-1" cannot pull an image.');
  await setPassword();
  const output = await up();
  expect(changeCounts(output)).toMatchObject({ update: 2 });
  expect(output).not.toContain(registry.password);
});

test("a login that was changed or removed by hand is put back", async () => {
  for (const drift of [`echo '{}' >${file}`, `chmod 644 ${file}`, `rm ${file}`]) {
    await onHost(drift);
    expect(changeCounts(await up()).update).toBe(1);
    expect(await onHost(`stat -c '%a %U' ${file}; grep -c auths ${file}`)).toBe("600 root\n1\n");
  }
});

test("without settings there is no login, and no file", async () => {
  await must("config", "rm", "registryPassword");
  await must("config", "rm", "registryUser");
  expect(changeCounts(await up()).delete).toBe(1);
  expect(await onHost(`ls -A $(dirname ${file}) 2>/dev/null | wc -l`)).toBe("0\n");
});
