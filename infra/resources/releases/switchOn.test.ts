import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { openHetznerApi } from "../machines/hetznerApi";
import { switchOn } from "./switchOn";

const machine = { host: "fsn1-sequencer-1", machineId: "42" };
const pace = { limitMs: 2_000, pauseMs: 10 };

let listener: Server;
let answers: { status: number; body: object }[] = [];
let calls: string[] = [];
let config: Record<string, string> = {};

beforeAll(async () => {
  listener = createServer((request, response) => {
    calls.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    const { status, body } = answers.length > 1 ? answers.shift()! : answers[0]!;
    response.writeHead(status).end(JSON.stringify(body));
  });
  await new Promise<void>((done) => listener.listen(0, "127.0.0.1", done));
  const { port } = listener.address() as AddressInfo;
  config = { "hcloud:token": "t", "hcloud:endpoint": `http://127.0.0.1:${port}/v1` };
});
beforeEach(() => {
  calls = [];
});
afterAll(() => listener.close());

const status = (word: string) => ({ status: 200, body: { server: { status: word } } });
const refusal = (code: number, word: string) => ({
  status: code,
  body: { error: { code: word, message: "no" } },
});
const started = { status: 201, body: { action: { status: "running" } } };
const bring = () =>
  switchOn(
    openHetznerApi((key) => config[key], {}),
    machine,
    pace,
  );

describe("switchOn", () => {
  test("leaves a running machine alone", async () => {
    answers = [status("running")];
    await bring();
    expect(calls).toEqual(["GET /v1/servers/42 Bearer t"]);
  });

  test("waits for a machine that is going down, switches it on, and waits until it runs", async () => {
    answers = [
      ...[status("stopping"), status("off"), refusal(423, "locked"), status("off"), started],
      ...[status("starting"), status("running")],
    ];
    await bring();
    expect(calls.filter((call) => call.startsWith("POST"))).toEqual(
      Array(2).fill("POST /v1/servers/42/actions/poweron Bearer t"),
    );
  });

  test("tells a refusal in Hetzner's words, and does not ask on", async () => {
    answers = [status("off"), refusal(403, "forbidden")];
    await expect(bring()).rejects.toThrow(
      "Hetzner refused POST /servers/42/actions/poweron: no (forbidden)\n  fix: Look at the token's project and rights, then pulumi up again.",
    );
    expect(calls).toHaveLength(2);
  });

  test("names a machine that is gone, and one that stays off", async () => {
    answers = [refusal(404, "not_found")];
    await expect(bring()).rejects.toMatchObject({ code: "MACHINE_GONE" });
    answers = [status("starting")];
    await expect(bring()).rejects.toMatchObject({ code: "MACHINE_STAYS_OFF" });
  });
});

describe("openHetznerApi", () => {
  test("needs a token, from the stack's settings or the environment", () => {
    expect(() => openHetznerApi(() => undefined, {})).toThrow("There is no API token for Hetzner.");
    expect(() => openHetznerApi(() => undefined, { HCLOUD_TOKEN: "t" })).not.toThrow();
  });
});
