import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { systemClock } from "../../node/src/clock";
import { EngineClient } from "../../node/src/engine/engineClient";
import { JsonRpc } from "../../node/src/engine/jsonRpc";
import { planAttributes } from "../../node/src/payload/attributes";
import { until } from "./localChain";
import type { Validator } from "./validator";

/** Puts a block of no consensus on this host's geth, as a wedged database would show it. */
export async function giveAnotherHistory(validator: Validator): Promise<void> {
  await validator.app.stop();
  await validator.geth.halt();
  rmSync(validator.at("geth"), { recursive: true, force: true });
  mkdirSync(validator.at("geth"));
  validator.geth.start();
  const secret = Buffer.from(readFileSync(validator.at("keys/jwt.hex"), "utf8").trim(), "hex");
  const engineUrl = validator.rpcUrl.replace(":8545", ":8551");
  const execution = new EngineClient(new JsonRpc({ url: engineUrl, secret }, { clock: systemClock }));
  await until(async () => (await execution.blockAt(0)) !== undefined, {
    timeoutMs: 20_000,
    what: async () => "an empty geth",
  });
  const genesis = (await execution.blockAt(0))!;
  const head = { ...genesis, number: 0 };
  const attributes = planAttributes(
    { head, appHash: `0x${"77".repeat(32)}` },
    { blockTimeMs: genesis.timestamp * 1000, feeRecipient: `0x${"77".repeat(20)}` },
  );
  const payloadId = (await execution.startBuild(genesis.hash, attributes))!;
  await delay(300);
  const built = await execution.getPayload(payloadId);
  await execution.newPayload({ ...built, parentBeaconBlockRoot: attributes.parentBeaconBlockRoot });
  await execution.setHead(built.payload.blockHash);
  validator.app.start();
}
