import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { JsonRpcProvider, Network } from "ethers";

/** A real chain in memory for tests: anvil, which has the deterministic deployment proxy. */
export interface TestChain {
  rpcUrl: string;
  chainId: number;
  /** A key with 10,000 ETH at start. */
  richKey: string;
  rpc: JsonRpcProvider;
  stop(): void;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}

function untilListening(anvil: ChildProcess): Promise<void> {
  return new Promise((done, failed) => {
    let text = "";
    anvil.stdout?.on("data", (chunk) => {
      text += chunk;
      if (text.includes("Listening on")) done();
    });
    anvil.on("exit", (code) => failed(new Error(`anvil ended with ${code}: ${text}`)));
  });
}

export async function startTestChain(chainId: number): Promise<TestChain> {
  const port = await freePort();
  const anvil = spawn(
    process.execPath,
    [require.resolve("@foundry-rs/anvil/bin.mjs"), "--port", String(port), "--chain-id", String(chainId)],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  await untilListening(anvil);
  const rpcUrl = `http://127.0.0.1:${port}`;
  const rpc = new JsonRpcProvider(rpcUrl, chainId, {
    staticNetwork: Network.from(chainId),
    cacheTimeout: -1,
  });
  return {
    rpcUrl,
    chainId,
    // anvil's first account, public knowledge and worth nothing outside.
    richKey: "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
    rpc,
    stop: () => {
      rpc.destroy();
      anvil.kill("SIGTERM");
    },
  };
}
