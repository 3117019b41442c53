import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { accountOf } from "./cloudChecks";
import { lookUpDigests } from "./registryLookup";

const digest = `sha256:${"a".repeat(64)}`;
const basic = (user: string) => `Basic ${Buffer.from(`${user}:canary`).toString("base64")}`;

/** A registry that wants what its first path says: nothing, a login, or a token that anybody, or a login, is given. */
function answerOf({ url = "", headers }: IncomingMessage): {
  status: number;
  challenge?: string;
  body?: string;
} {
  const { authorization = "" } = headers;
  if (url.startsWith("/token")) {
    const token = url.includes("scope=private") ? (authorization === basic("bot") ? "own" : "none") : "any";
    return { status: 200, body: JSON.stringify({ token }) };
  }
  if (!url.endsWith(`/manifests/${digest}`)) return { status: 404 };
  const [, , want] = url.split("/");
  const rights: Record<string, string[]> = {
    open: [""],
    login: [basic("bot")],
    anybody: ["Bearer any"],
    private: ["Bearer own"],
  };
  if (rights[want!]?.some((right) => right === "" || right === authorization)) return { status: 200 };
  const realm = `http://${headers.host}/token`;
  const bearer = `Bearer realm="${realm}",service="test",scope="${want}:pull"`;
  return { status: 401, challenge: want === "login" ? 'Basic realm="test"' : bearer };
}

describe("lookUpDigests", () => {
  let registry: Server;
  let address = "";
  const seen: string[] = [];
  beforeAll(async () => {
    registry = createServer((request, response) => {
      seen.push(request.headers.authorization ?? "");
      const { status, challenge, body = "" } = answerOf(request);
      response.writeHead(status, challenge ? { "www-authenticate": challenge } : {}).end(body);
    });
    await new Promise<void>((done) => registry.listen(0, "127.0.0.1", done));
    address = `127.0.0.1:${(registry.address() as AddressInfo).port}`;
  });
  afterAll(() => registry.close());
  beforeEach(() => seen.splice(0));

  const ask = async (want: string, username?: string, at = address) => {
    const reference = `${address}/${want}/geth@${digest}`;
    const account = username ? { registry: at, username, password: "canary" } : undefined;
    return (await lookUpDigests([reference], account))[reference];
  };

  test("sees what everybody may see, where a token is given to anybody too", async () => {
    expect(await ask("open")).toBe("there");
    expect(await ask("anybody")).toBe("there");
  });

  test("sees what the login may see, by the way that the registry names", async () => {
    expect([await ask("login"), await ask("private")]).toEqual(["locked", "locked"]);
    expect([await ask("login", "bot"), await ask("private", "bot")]).toEqual(["there", "there"]);
    expect([await ask("login", "eve"), await ask("private", "eve")]).toEqual(["locked", "locked"]);
  });

  test("shows the login to its own registry only", async () => {
    expect(await ask("login", "bot", "registry.example.org")).toBe("locked");
    expect(seen.join()).not.toContain("Basic");
  });

  test("tells a digest that is not there from a registry that is not", async () => {
    const [missing, silent] = [`${address}/open/geth@sha256:b`, `127.0.0.1:1/open/geth@${digest}`];
    expect(await lookUpDigests([missing, silent])).toEqual({ [missing]: "missing", [silent]: "silent" });
  });
});

describe("accountOf", () => {
  test("takes the stack's settings before the environment, and no half of a login", () => {
    const env = { CORDILLERA_PULL_USER: "env", CORDILLERA_PULL_PASSWORD: "p" };
    expect(accountOf("r", {}, {})).toBeUndefined();
    expect(accountOf("r", {}, { CORDILLERA_PULL_USER: "env" })).toBeUndefined();
    expect(accountOf("r", { "cordillera:registryUser": "own" }, env)).toEqual({
      registry: "r",
      username: "own",
      password: "p",
    });
  });
});
