import { setTimeout as delay } from "node:timers/promises";
import { LocalChain, until } from "./localChain";
import type { Validator } from "./validator";

jest.setTimeout(120_000);

let chain: LocalChain;
let validator: Validator;
beforeAll(async () => {
  chain = await LocalChain.start(1);
  validator = chain.validators[0]!;
  await chain.waitForHeight(2);
}, 120_000);
afterAll(() => chain?.stop(), 60_000);

interface Line {
  message?: string;
  [field: string]: unknown;
}

/** JSON lines that a process wrote since it was this long. */
function linesSince(text: string, from: number): Line[] {
  return text
    .slice(from)
    .split("\n")
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as Line];
      } catch {
        return [];
      }
    });
}

/** Sends transfers one after the other until told to stop. */
function keepSending(): { stop: () => Promise<number> } {
  let sent = 0;
  let wanted = true;
  const run = (async () => {
    while (wanted) {
      await chain.transfer().then(
        () => {
          sent += 1;
        },
        () => delay(50),
      );
    }
  })();
  return {
    stop: async () => {
      wanted = false;
      await run;
      return sent;
    },
  };
}

describe("SIGTERM under load", () => {
  test("ends the node with 0 between two heights; the next start pushes and replays nothing", async () => {
    const load = keepSending();
    await until(async () => (await validator.status()).height > 4, {
      timeoutMs: 30_000,
      what: async () => "blocks under load",
    });
    const logged = { app: validator.app.log().length, comet: validator.comet.log().length };
    const endsBefore = validator.app.ends.length;
    await validator.app.stop();
    expect(validator.app.ends.slice(endsBefore)).toEqual(["0"]);
    await validator.comet.stop();
    const stopped = linesSince(validator.app.log(), logged.app);
    expect(stopped.find(({ msg }) => msg === "stopped")).toMatchObject({ betweenHeights: true });
    const committed = stopped.filter(({ msg }) => msg === "block finalized").at(-1)!;
    expect(await validator.gethHeight()).toBe(committed.evmHeight);

    const cometLength = validator.comet.log().length;
    const appLength = validator.app.log().length;
    validator.app.start();
    validator.comet.start();
    await chain.waitForHeight(Number(committed.height) + 2);
    const started = linesSince(validator.app.log(), appLength);
    expect(started.find(({ msg }) => msg === "started")).toMatchObject({ height: committed.height });
    expect(started.filter(({ msg }) => msg === "geth is level")).toEqual([]);
    const handshake = linesSince(validator.comet.log(), cometLength).find(
      ({ _msg }) => _msg === "ABCI Replay Blocks",
    );
    expect(handshake).toMatchObject({
      appHeight: committed.height,
      storeHeight: committed.height,
      stateHeight: committed.height,
    });
    expect(await load.stop()).toBeGreaterThan(0);
  });
});
