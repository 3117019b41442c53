import { JsonRpcProvider, Wallet } from "ethers";
import { quantile } from "../blocks/blockTimes";

export interface LoadTarget {
  /** One per sequencer; each account sends through one of them. */
  rpcUrls: readonly string[];
  chainId: number;
  /** Of an account with ether. */
  key: string;
}

export interface LoadFigures {
  sent: number;
  included: number;
  /** From sending to the block at the first sequencer. */
  p99Seconds: number;
  /** Over the blocks that carried them. */
  perSecond: number;
}

interface Signed {
  account: number;
  raw: string;
}

interface Sent {
  atMs: number;
  seenMs?: number;
}

const accounts = 300;
const ticksPerSecond = 10;
const settleMs = 30_000;
const fee = { type: 0, gasPrice: 10n ** 11n, gasLimit: 21_000 };

/** Sends presigned transfers at a rate for a time, and watches when each is in a block. */
export async function measureLoad(
  target: LoadTarget,
  { perSecond, seconds }: { perSecond: number; seconds: number },
): Promise<LoadFigures> {
  const wallets = await fundWallets(target);
  const signed = await signTransfers(wallets, target.chainId, perSecond * seconds);
  const flying = new Map<string, Sent>();
  const watch = watchBlocks(target.rpcUrls[0]!, flying);
  const startMs = performance.now();
  const perTick = Math.round(perSecond / ticksPerSecond);
  const answers: Promise<void>[] = [];
  for (let tick = 0; tick * perTick < signed.length; tick++) {
    await sleep(startMs + (tick * 1000) / ticksPerSecond - performance.now());
    const due = signed.slice(tick * perTick, (tick + 1) * perTick);
    // Between two nodes a later nonce would wait for the earlier one to be gossiped.
    target.rpcUrls.forEach((rpcUrl, node) => {
      const own = due.filter(({ account }) => account % target.rpcUrls.length === node);
      answers.push(sendBatch(rpcUrl, own, flying));
    });
  }
  await Promise.all(answers);
  const untilMs = performance.now() + settleMs;
  while (performance.now() < untilMs && [...flying.values()].some(({ seenMs }) => seenMs === undefined)) {
    await sleep(200);
  }
  const blocks = await watch.stop();
  return summarize([...flying.values()], blocks);
}

interface SeenBlock {
  atMs: number;
  transfers: number;
}

/** Pure: what was sent and seen, as figures. */
export function summarize(sent: readonly Sent[], blocks: readonly SeenBlock[]): LoadFigures {
  const waits = sent.flatMap(({ atMs, seenMs }) => (seenMs === undefined ? [] : [(seenMs - atMs) / 1000]));
  const full = blocks.filter(({ transfers }) => transfers > 0);
  // The first block closes the interval that is not counted; what it carries is not counted either.
  const spanMs = full.length > 1 ? full.at(-1)!.atMs - full[0]!.atMs : 0;
  const counted = full.slice(1).reduce((sum, { transfers }) => sum + transfers, 0);
  return {
    sent: sent.length,
    included: waits.length,
    p99Seconds: waits.length > 0 ? quantile(waits, 0.99) : Number.NaN,
    perSecond: spanMs > 0 ? (counted * 1000) / spanMs : 0,
  };
}

async function fundWallets({ rpcUrls, chainId, key }: LoadTarget): Promise<Wallet[]> {
  const provider = new JsonRpcProvider(rpcUrls[0], chainId, { staticNetwork: true, pollingInterval: 250 });
  try {
    const funder = new Wallet(key, provider);
    const from = await funder.getNonce();
    const wallets = Array.from({ length: accounts }, () => new Wallet(Wallet.createRandom().privateKey));
    const sent = await Promise.all(
      wallets.map((wallet, index) =>
        funder.sendTransaction({
          ...fee,
          to: wallet.address,
          value: 10n ** 18n,
          nonce: from + index,
          chainId,
        }),
      ),
    );
    await sent.at(-1)!.wait(1, 30_000);
    return wallets;
  } finally {
    provider.destroy();
  }
}

// Round after round over all accounts: each one's transfers are in the order of their nonces.
async function signTransfers(wallets: readonly Wallet[], chainId: number, count: number): Promise<Signed[]> {
  const signed: Signed[] = [];
  const { address: to } = Wallet.createRandom();
  for (let index = 0; index < count; index++) {
    const nonce = Math.floor(index / wallets.length);
    const account = index % wallets.length;
    const raw = await wallets[account]!.signTransaction({ ...fee, to, value: 1n, nonce, chainId });
    signed.push({ account, raw });
  }
  return signed;
}

async function sendBatch(rpcUrl: string, due: readonly Signed[], flying: Map<string, Sent>): Promise<void> {
  if (due.length === 0) return;
  const atMs = performance.now();
  const calls = due.map(({ raw }, id) => ({
    ...{ jsonrpc: "2.0", id, method: "eth_sendRawTransaction", params: [raw] },
  }));
  const answers = await ask<{ result?: string }[]>(rpcUrl, calls);
  for (const { result } of answers) {
    if (result && !flying.has(result)) flying.set(result, { atMs });
  }
}

function watchBlocks(rpcUrl: string, flying: Map<string, Sent>) {
  const blocks: SeenBlock[] = [];
  const early = new Map<string, number>();
  let running = true;
  const run = async () => {
    let next = Number(await rpc<string>(rpcUrl, "eth_blockNumber", [])) + 1;
    while (running) {
      const params = [`0x${next.toString(16)}`, false];
      const block = await rpc<{ transactions: string[] } | null>(rpcUrl, "eth_getBlockByNumber", params);
      if (!block) {
        await sleep(50);
        continue;
      }
      const atMs = performance.now();
      next += 1;
      for (const hash of block.transactions) early.set(hash, atMs);
      blocks.push({ atMs, transfers: block.transactions.length });
    }
  };
  const settle = () => {
    for (const [hash, sent] of flying) sent.seenMs ??= early.get(hash);
  };
  const done = run();
  const timer = setInterval(settle, 200);
  return {
    stop: async () => {
      running = false;
      await done;
      clearInterval(timer);
      settle();
      return blocks;
    },
  };
}

async function rpc<T>(rpcUrl: string, method: string, params: unknown[]): Promise<T> {
  return (await ask<{ result: T }>(rpcUrl, { jsonrpc: "2.0", id: 1, method, params })).result;
}

async function ask<T>(rpcUrl: string, body: object): Promise<T> {
  const response = await fetch(rpcUrl, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  });
  return (await response.json()) as T;
}

const sleep = (ms: number) => new Promise((next) => setTimeout(next, Math.max(0, ms)));
