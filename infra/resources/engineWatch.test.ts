import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";

const folder = mkdtempSync(join(tmpdir(), "cordillera-engine-watch-"));
const program = join(folder, "watched.cjs");
const livesOn = "setInterval(() => {}, 60_000); console.log(process.pid);";
const engine = createServer((socket) => socket.on("error", () => {}));
let address = "";

beforeAll(async () => {
  buildSync({
    stdin: { contents: `import "./watchEngineAlways"; ${livesOn}`, resolveDir: __dirname },
    outfile: program,
    bundle: true,
    platform: "node",
    format: "cjs",
  });
  engine.listen(0, "127.0.0.1");
  await once(engine, "listening");
  address = `127.0.0.1:${(engine.address() as AddressInfo).port}`;
});

afterAll(() => {
  engine.close();
  rmSync(folder, { recursive: true, force: true });
});

const firstLine = async ({ stdout }: ChildProcess) => String((await once(stdout!, "data"))[0]).trim();
const lives = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe("watchEngine", () => {
  test("ends a process whose engine does not answer", async () => {
    const provider = spawn(process.execPath, [program, "127.0.0.1:1"]);
    const [code] = await once(provider, "exit");
    expect(code).toBe(1);
  }, 15_000);

  test("lets a process be whose engine answers, and ends it with its parent though the port answers on", async () => {
    const parent = spawn("sh", ["-c", `"${process.execPath}" "${program}" ${address} & wait`]);
    const provider = Number(await firstLine(parent));
    await new Promise((done) => setTimeout(done, 3_500));
    expect(lives(provider)).toBe(true);
    parent.kill("SIGKILL");
    const endMs = Date.now() + 8_000;
    while (lives(provider) && Date.now() < endMs) await new Promise((done) => setTimeout(done, 100));
    const outlived = lives(provider);
    if (outlived) process.kill(provider);
    expect(outlived).toBe(false);
  }, 20_000);
});
