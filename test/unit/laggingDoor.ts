import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { toQuantity } from "ethers";
import type { TestChain } from "./testChain";

interface Asked {
  id: number;
  method: string;
  params: unknown[];
}

/** A front door before two nodes of one chain, asked in turn; the second is behind by some milliseconds. */
export class LaggingDoor {
  /** Requests that the second node answered from an older block. */
  answeredBehind = 0;
  /** Block and the time at which it was first seen. */
  private readonly heads: { height: number; atMs: number }[] = [];
  private isSecond = false;
  private watch: NodeJS.Timeout | undefined;
  private readonly server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      this.isSecond = !this.isSecond;
      this.answer(JSON.parse(body), this.isSecond).then(
        (answer) => response.setHeader("content-type", "application/json").end(JSON.stringify(answer)),
        () => response.destroy(),
      );
    });
  });

  constructor(
    private readonly chain: TestChain,
    private readonly lagMs: number,
  ) {}

  async open(): Promise<string> {
    await this.look();
    this.watch = setInterval(() => void this.look().catch(() => undefined), 20);
    await new Promise<void>((done) => this.server.listen(0, "127.0.0.1", done));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    clearInterval(this.watch);
    this.server.closeAllConnections();
    this.server.close();
  }

  private async look(): Promise<void> {
    const height = Number(await this.chain.rpc.send("eth_blockNumber", []));
    if (height !== this.heads.at(-1)?.height) this.heads.push({ height, atMs: Date.now() });
  }

  private async answer(asked: Asked | Asked[], isSecond: boolean): Promise<unknown> {
    const last = isSecond ? await this.heightBehind() : undefined;
    if (last !== undefined) this.answeredBehind += 1;
    const answers = [];
    for (const one of [asked].flat()) answers.push(await this.ask(one, last));
    return Array.isArray(asked) ? answers : answers[0];
  }

  private async heightBehind(): Promise<number | undefined> {
    await this.look();
    const known = this.heads.filter(({ atMs }) => atMs <= Date.now() - this.lagMs).at(-1) ?? this.heads[0]!;
    return known.height === this.heads.at(-1)!.height ? undefined : known.height;
  }

  private async ask({ id, method, params }: Asked, last: number | undefined): Promise<object> {
    try {
      return { jsonrpc: "2.0", id, result: await this.resultOf(method, params, last) };
    } catch (error) {
      return { jsonrpc: "2.0", id, error: (error as { error?: object }).error ?? { code: -1, message: "" } };
    }
  }

  private async resultOf(method: string, params: unknown[], last: number | undefined): Promise<unknown> {
    if (last === undefined) return this.chain.rpc.send(method, params);
    if (method === "eth_blockNumber") return toQuantity(last);
    const then = params.map((each) => (each === "latest" || each === "pending" ? toQuantity(last) : each));
    const result = await this.chain.rpc.send(method, then);
    const block = (result as { blockNumber?: string } | null)?.blockNumber;
    return block !== undefined && Number(block) > last ? null : result;
  }
}
