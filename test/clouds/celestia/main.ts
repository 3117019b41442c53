import { parseArgs } from "node:util";
import { Chain } from "./chain";
import { serveRpc } from "./rpc";
import { type Permission, Store } from "./store";

// Flags of the real commands that the rendered files use; another one is refused, as there.
const shared = { "p2p.network": { type: "string" }, "node.store": { type: "string" } } as const;
const ofStart = {
  ...shared,
  "core.ip": { type: "string" },
  "core.port": { type: "string" },
  "core.tls": { type: "boolean" },
  "rpc.addr": { type: "string", default: "localhost" },
  "rpc.port": { type: "string", default: "26658" },
} as const;

const [kind, command, ...args] = process.argv.slice(2);
if (kind !== "light") throw new Error(`not a light node: ${kind}`);
const { values, positionals } = parseArgs({ args, options: ofStart, allowPositionals: command === "auth" });
const network = values["p2p.network"];
if (network !== "mocha" && network !== "celestia")
  throw new Error(`params: invalid network specified: ${network}`);
const store = new Store(values["node.store"]!);

switch (command) {
  case "init":
    store.init();
    break;
  case "auth":
    console.log(store.signToken(positionals[0] as Permission));
    break;
  case "start": {
    if (!store.isInitialised) throw new Error("node: store is not initialized");
    if (values["core.port"] && !values["core.ip"]) throw new Error("--core.port without --core.ip");
    serveRpc(new Chain(store.folder), store, { host: values["rpc.addr"], port: Number(values["rpc.port"]) });
    process.on("SIGTERM", () => process.exit(0));
    break;
  }
  default:
    throw new Error(`unknown command: ${command}`);
}
