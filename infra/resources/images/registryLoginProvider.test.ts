import { unknownValue } from "../inputs";
import { isLoginWritten, provider, renderLogin, writeLogin } from "./registryLoginProvider";

const inputs = {
  stack: "s",
  host: "fsn1-a",
  connection: { host: "203.0.113.1", port: 22, hostKey: "ssh-ed25519 AAAA", keyFile: "k" },
  machineId: "1",
  registry: "registry.example.org:5000",
  username: "puller",
  password: "canary-77",
};
const base64 = Buffer.from("puller:canary-77").toString("base64");

/** A host that tells what it was asked, and answers the same to everything. */
function hostThatAnswers(stdout: string, code = 0) {
  const seen: { command: string; input?: string }[] = [];
  const session = {
    run: async (command: string, options: { input?: string } = {}) => {
      seen.push({ command, ...options });
      return { code, stdout, stderr: code === 0 ? "" : "No space left on device" };
    },
  };
  return { seen, session: session as never };
}

const changes = async (olds: object) => {
  const { inputs: news } = await provider.check!({}, inputs);
  return provider.diff!("id", { ...news, ...olds }, news);
};

describe("renderLogin", () => {
  test("is what Docker reads, for the registry that references name", () => {
    expect(JSON.parse(renderLogin(inputs))).toEqual({
      auths: { "registry.example.org:5000": { auth: base64 } },
    });
  });

  test("knows Docker Hub's other name", () => {
    expect(renderLogin({ ...inputs, registry: "docker.io" })).toContain("https://index.docker.io/v1/");
  });
});

describe("writeLogin", () => {
  test("hands the login over by standard input, in no command line", async () => {
    const { seen, session } = hostThatAnswers("");
    await writeLogin(session, inputs);
    expect(seen).toHaveLength(1);
    expect(seen[0]!.input).toContain(base64);
    expect(seen[0]!.command).not.toMatch(new RegExp(`canary|${base64}`));
    expect(seen[0]!.command).toContain("umask 077");
  });

  test("tells a failure without the login", async () => {
    const { session } = hostThatAnswers("", 1);
    const error = await writeLogin(session, inputs).catch((fault: Error) => fault);
    expect((error as Error).message).toContain("No space left on device");
    expect((error as Error).message).not.toMatch(new RegExp(`canary|${base64}`));
  });
});

describe("isLoginWritten", () => {
  const hash = "5b0a71b9b8ae1a3b6a8d1d2f3e8f6c3b0b4f0c5d8a9e7f6a5b4c3d2e1f0a9b8c";

  test("sees another content, another owner or mode, and a file that is gone", async () => {
    const asWritten = async (answer: string) => isLoginWritten(hostThatAnswers(answer).session, inputs);
    const { createHash } = await import("node:crypto");
    const right = createHash("sha256").update(renderLogin(inputs)).digest("hex");
    expect(await asWritten(`600 root\n${right}\n`)).toBe(true);
    expect(await asWritten(`600 root\n${hash}\n`)).toBe(false);
    expect(await asWritten(`644 root\n${right}\n`)).toBe(false);
    expect(await asWritten(`600 admin\n${right}\n`)).toBe(false);
    expect(await asWritten("")).toBe(false);
  });
});

describe("RegistryLogin", () => {
  test("a new password, user or machine is a change in place, another way to the host is none", async () => {
    expect(await changes({})).toMatchObject({ changes: false });
    expect(await changes({ connection: { ...inputs.connection, port: 2222 } })).toMatchObject({
      changes: false,
    });
    for (const old of [{ password: "old" }, { username: "old" }, { machineId: "0" }, { isWritten: false }])
      expect(await changes(old)).toMatchObject({ changes: true, replaces: [] });
  });

  test("an unknown password is a change, and no fault", async () => {
    const { inputs: news, failures } = await provider.check!({}, { ...inputs, password: unknownValue });
    expect(failures).toEqual([]);
    expect((await provider.diff!("id", inputs, news)).changes).toBe(true);
  });

  test("an empty password is refused", async () => {
    const { failures } = await provider.check!({}, { ...inputs, password: "" });
    expect(failures).toEqual([{ property: "password", reason: "password: required" }]);
  });
});
