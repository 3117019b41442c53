import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { parseGenesisState } from "../abci/handlers/initChain";
import { systemClock } from "../clock";
import { ConfigError, loadConfig } from "../config";
import { makeClient } from "../da/openDa";
import { rebuildFromDa } from "../da/rebuild";
import { EngineClient } from "../engine/engineClient";
import { JsonRpc } from "../engine/jsonRpc";
import { parseHexKey, readKeyFile } from "../keys/files";
import { makeLogger } from "../logger";
import { PayloadStore } from "../store/payloadStore";
import { version } from "../version";

/** `rebuild --from-da`: fills an empty store and an empty geth from DA alone; prints what came of it as one line of JSON. */
export function addRebuildCommand(program: Command): void {
  program
    .command("rebuild")
    .description("fill an empty store and an empty geth; the node itself must not run meanwhile")
    .requiredOption("--from-da", "from the blobs on DA")
    .requiredOption("--config <file>", "configuration file of this node, with da")
    .requiredOption("--genesis <file>", "CometBFT's genesis.json: who may have signed blobs")
    .action(async (options: { config: string; genesis: string }) => {
      const config = loadConfig(options.config);
      if (!config.da) throw new ConfigError(options.config, ["da: must be given"]);
      const genesis = JSON.parse(readFileSync(options.genesis, "utf8")) as { app_state?: unknown };
      const { validators } = parseGenesisState(genesis.app_state);
      const secret = parseHexKey(config.jwtFile, readKeyFile(config.jwtFile));
      const store = await PayloadStore.open(join(config.dataDir, "store"));
      // What it says goes to the end of a pipe: progress as log lines, the result as the last one.
      const logger = makeLogger({ name: config.name, version }, process.env.CORDILLERA_LOG_LEVEL);
      try {
        const rebuilt = await rebuildFromDa(
          { chainId: config.chainId, validators, searchBackHeights: config.da.searchBackHeights },
          {
            da: makeClient({ ...config, da: config.da }),
            execution: new EngineClient(
              new JsonRpc({ url: config.engineUrl, secret }, { clock: systemClock }),
            ),
            store,
            clock: systemClock,
            logger,
          },
          new AbortController().signal,
        );
        process.stdout.write(`${JSON.stringify(rebuilt)}\n`);
      } finally {
        await store.close();
      }
    });
}
