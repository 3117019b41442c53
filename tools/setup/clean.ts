import { rmSync } from "node:fs";
import { join } from "node:path";
import { imageNames } from "../images/catalogue";
import { runTool } from "../runTool";
import { SetupError } from "./errors";
import { paths } from "./paths";
import { tryRun } from "./run";

// State and passphrase stay: without them a stack could no longer be destroyed.
const removed = [
  paths.bin,
  paths.base,
  paths.build,
  paths.stamps,
  paths.registry,
  join(paths.cache, "pushed.json"),
];

runTool(async () => {
  const running = await tryRun("docker", [
    "ps",
    "--filter",
    "label=cordillera.stack",
    "--format",
    "{{.Names}}",
  ]);
  if (running) {
    throw new SetupError("STACK", "A stack of this machine is running.", {
      details: running.split("\n"),
      fix: "make down",
    });
  }
  for (const name of imageNames) await tryRun("docker", ["rmi", "--force", `cordillera/${name}:local`]);
  // What the fleet tests scan with.
  await tryRun("docker", ["rmi", "--force", "cordillera/scanner:test"]);
  for (const place of removed) rmSync(place, { recursive: true, force: true });
  rmSync(join(paths.releases, "local.yaml"), { force: true });
  console.log(
    "removed: images, builds and caches; kept: state and passphrase in .cordillera/, node_modules/",
  );
  return 0;
});
