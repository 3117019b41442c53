import { createServer, type Server } from "node:http";
import { systemClock } from "../clock";
import { ConsensusKeyWatch } from "./consensusKeyWatch";

const declared = { consensusAddress: "AB".repeat(20), evmAddress: `0x${"11".repeat(20)}` };
let comet: Server;
let body: string;
let mismatches: string[];
let watch: ConsensusKeyWatch;

beforeEach(async () => {
  mismatches = [];
  comet = createServer((_, response) => response.end(body));
  await new Promise<void>((resolve) => comet.listen(0, "127.0.0.1", resolve));
  const cometRpcUrl = `http://127.0.0.1:${(comet.address() as { port: number }).port}`;
  watch = new ConsensusKeyWatch(
    { cometRpcUrl, declared },
    { clock: systemClock, onMismatch: (error) => mismatches.push(error.message) },
  );
});
afterEach(async () => {
  watch.stop();
  comet.closeAllConnections();
  await new Promise((resolve) => comet.close(resolve));
});

const status = (address: string) => JSON.stringify({ result: { validator_info: { address } } });

describe("ConsensusKeyWatch", () => {
  test("is content with the declared key", async () => {
    body = status(declared.consensusAddress);
    expect(await watch.look()).toBe(declared.consensusAddress);
    expect(mismatches).toEqual([]);
  });

  test("names a CometBFT that signs with another key, file or remote signer", async () => {
    body = status("CD".repeat(20));
    await watch.look();
    expect(mismatches).toEqual([
      [
        "The keys of this host are not those the network knows it by.",
        `  - consensusAddress: must be ${"AB".repeat(20)} (got ${"CD".repeat(20)})`,
        "  fix: Restore /srv/cordillera/keys of this host from its own backup. Never run another host's keys: two hosts with one key sign twice.",
      ].join("\n"),
    ]);
  });

  test("says nothing while CometBFT does not answer sensibly", async () => {
    body = "starting";
    expect(await watch.look()).toBeUndefined();
    expect(mismatches).toEqual([]);
  });
});
