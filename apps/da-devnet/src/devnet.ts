import { readFileSync } from "node:fs";
import { DevnetChain } from "./devnetChain";
import { DevnetHttp } from "./devnetHttp";
import { FaultQueue } from "./faults";

export interface DevnetOptions {
  dir: string;
  host: string;
  /** 0: any free one. */
  port: number;
  blockMs: number;
  tokenFile?: string;
}

/** A running devnet. */
export interface Devnet {
  port: number;
  chain: DevnetChain;
  close(): Promise<void>;
}

/** Serves what lies in `dir` and makes a block every `blockMs`. */
export async function startDevnet({ dir, host, port, blockMs, tokenFile }: DevnetOptions): Promise<Devnet> {
  const chain = new DevnetChain(dir);
  const token = tokenFile === undefined ? undefined : readFileSync(tokenFile, "utf8").trim();
  const http = new DevnetHttp({ chain, faults: new FaultQueue(), token });
  const bound = await http.listen({ host, port });
  const timer = setInterval(() => chain.advance(Date.now()), blockMs);
  return {
    port: bound,
    chain,
    close: async () => {
      clearInterval(timer);
      await http.close();
    },
  };
}
