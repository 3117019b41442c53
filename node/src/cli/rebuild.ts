import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { parseGenesisState } from "../abci/handlers/initChain";
import { systemClock } from "../clock";
import { ConfigError, loadConfig, type NodeConfig } from "../config";
import type { DaConfig } from "../da/daService";
import { renderNewGenesis } from "../da/newGenesis";
import { makeClient } from "../da/openDa";
import { type Rebuilt, rebuildFromDa } from "../da/rebuild";
import { EngineClient } from "../engine/engineClient";
import { JsonRpc } from "../engine/jsonRpc";
import { parseHexKey, readKeyFile } from "../keys/files";
import { makeLogger } from "../logger";
import { PayloadStore } from "../store/payloadStore";
import { version } from "../version";

interface RebuildOptions {
  config: string;
  genesis: string;
  to?: number;
  newGenesis?: string;
}

/** `rebuild --from-da`: fills an empty store and an empty geth from DA alone; prints what came of it as one line of JSON. */
export function addRebuildCommand(program: Command): void {
  program
    .command("rebuild")
    .description("fill an empty store and an empty geth; the node itself must not run meanwhile")
    .requiredOption("--from-da", "from the blobs on DA")
    .requiredOption("--config <file>", "configuration file of this node, with da")
    .requiredOption("--genesis <file>", "CometBFT's genesis.json: who may have signed blobs")
    .option(
      "--to <block>",
      "last EVM block, the end of a blob; absent: as the genesis says, else the newest on DA",
      parseNumber,
    )
    .option("--new-genesis <file>", "write the genesis.json with which consensus begins anew above it")
    .action(async (options: RebuildOptions) => {
      const config = loadConfig(options.config);
      if (!config.da) throw new ConfigError(options.config, ["da: must be given"]);
      const genesis = JSON.parse(readFileSync(options.genesis, "utf8")) as Record<string, unknown>;
      const rebuilt = await rebuild({ ...config, da: config.da }, genesis, options);
      if (options.newGenesis) writeFileSync(options.newGenesis, renderNewGenesis(genesis, rebuilt));
      process.stdout.write(`${JSON.stringify(rebuilt)}\n`);
    });
}

async function rebuild(
  config: NodeConfig & { da: DaConfig },
  genesis: Record<string, unknown>,
  options: RebuildOptions,
): Promise<Rebuilt> {
  const { validators, rebuiltTo } = parseGenesisState(genesis.app_state);
  // A genesis that stands on a rebuilt state says how far; a further new one stands on all that there is.
  const to = options.to ?? (options.newGenesis ? undefined : rebuiltTo);
  const secret = parseHexKey(config.jwtFile, readKeyFile(config.jwtFile));
  const execution = new EngineClient(new JsonRpc({ url: config.engineUrl, secret }, { clock: systemClock }));
  const logger = makeLogger({ name: config.name, version }, process.env.CORDILLERA_LOG_LEVEL);
  const store = await PayloadStore.open(join(config.dataDir, "store"));
  try {
    return await rebuildFromDa(
      { chainId: config.chainId, validators, searchBackHeights: config.da.searchBackHeights, to },
      { da: makeClient(config), execution, store, clock: systemClock, logger },
      new AbortController().signal,
    );
  } finally {
    await store.close();
  }
}

function parseNumber(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new InvalidArgumentError("must be a block number");
  return number;
}
