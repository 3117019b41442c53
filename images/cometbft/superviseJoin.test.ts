import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const supervise = join(__dirname, "cometbft-supervise");
const home = mkdtempSync(join(tmpdir(), "supervise-"));
let server: Server;
let status: string;
let answers: { code: number; text: string }[];
let asked: number;

beforeAll(async () => {
  server = createServer((_, response) => {
    asked += 1;
    const { code, text } = answers.shift() ?? { code: 200, text: "" };
    response.writeHead(code).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  status = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  asked = 0;
  rmSync(join(home, "data"), { recursive: true, force: true });
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(home, { recursive: true });
});

/** What the supervised process found in its environment. */
async function run(given: typeof answers): Promise<string[]> {
  answers = given;
  const show = ["bash", "-c", "env | grep ^CMT_ | sort; exit 0", home];
  const child = spawn("bash", [supervise, ...show], { env: { PATH: process.env.PATH, APP_STATUS: status } });
  let text = "";
  child.stdout.on("data", (part: Buffer) => {
    text += part;
  });
  await new Promise((resolve) => child.once("close", resolve));
  return text.split("\n").filter((line) => line.startsWith("CMT_"));
}

const wanted = [
  "CMT_STATESYNC_ENABLE=true",
  "CMT_STATESYNC_RPC_SERVERS=http://10.0.0.1:9001/consensus,http://10.0.0.2:9001/consensus",
];

describe("cometbft-supervise", () => {
  test("begins as the application says, once it can tell", async () => {
    const soon = { code: 503, text: '{"reason":"geth is away"}' };
    expect(await run([soon, { code: 200, text: `${wanted.join("\n")}\n` }])).toEqual(wanted);
    expect(asked).toBe(2);
  });

  test("takes nothing that is no setting of state sync", async () => {
    const lines = ["CMT_P2P_SEEDS=x", "PATH=/tmp", "CMT_STATESYNC_X=$(id)", wanted[0]!];
    expect(await run([{ code: 200, text: lines.join("\n") }])).toEqual([]);
    expect(await run([{ code: 200, text: `${lines.join("\n")}\n` }])).toEqual([wanted[0]]);
  });

  test("begins by blocks when the application says nothing, or knows no such question", async () => {
    expect(await run([{ code: 200, text: "" }])).toEqual([]);
    expect(await run([{ code: 404, text: "{}" }])).toEqual([]);
  });

  test("asks nothing once CometBFT took part in consensus", async () => {
    mkdirSync(join(home, "data/cs.wal"), { recursive: true });
    expect(await run([{ code: 200, text: `${wanted.join("\n")}\n` }])).toEqual([]);
    expect(asked).toBe(0);
  });
});
