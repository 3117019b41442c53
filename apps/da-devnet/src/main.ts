import { parseArgs } from "node:util";
import { startDevnet } from "./devnet";

const usage = `da-devnet: a devnet of data availability for local networks and tests. It keeps what it is given on one
disk and proves nothing to anybody: no sampling, no consensus, no proof. Never for data that must survive.

  --dir <dir>          where blocks lie
  --listen <host:port> default 127.0.0.1:26658
  --block-ms <n>       time between blocks, default 3000
  --token-file <file>  token that writing wants; absent: everybody may write
`;

const { values } = parseArgs({
  options: {
    dir: { type: "string" },
    listen: { type: "string", default: "127.0.0.1:26658" },
    "block-ms": { type: "string", default: "3000" },
    "token-file": { type: "string" },
    help: { type: "boolean", default: false },
  },
});

async function main(): Promise<void> {
  if (values.help || !values.dir) {
    process.stdout.write(usage);
    process.exit(values.help ? 0 : 2);
  }
  const colon = values.listen.lastIndexOf(":");
  const devnet = await startDevnet({
    dir: values.dir,
    host: values.listen.slice(0, colon),
    port: Number(values.listen.slice(colon + 1)),
    blockMs: Number(values["block-ms"]),
    tokenFile: values["token-file"],
  });
  process.stdout.write(
    `${JSON.stringify({ msg: "da-devnet serves", port: devnet.port, height: devnet.chain.height })}\n`,
  );
  const stop = () => void devnet.close().then(() => process.exit(0));
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
}

void main();
