import type { Validator } from "./validator";

/** What one WebSocket of this validator's geth tells: the head when it was asked, and the next so many new heads. */
export async function watchHeads(
  validator: Validator,
  count: number,
): Promise<{ head: number; numbers: number[] }> {
  const socket = new WebSocket(validator.wsUrl);
  try {
    return await new Promise((resolve, reject) => {
      const limit = AbortSignal.timeout(20_000);
      const numbers: number[] = [];
      let head = -1;
      const say = (id: number, method: string, params: unknown[]) =>
        socket.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
      limit.addEventListener("abort", () => reject(new Error(`new heads so far: ${numbers.join(", ")}`)));
      socket.addEventListener("error", () => reject(new Error(`no WebSocket at ${validator.wsUrl}`)));
      socket.addEventListener("open", () => {
        say(1, "eth_blockNumber", []);
        say(2, "eth_subscribe", ["newHeads"]);
      });
      socket.addEventListener("message", ({ data }) => {
        const { id, result, params } = JSON.parse(String(data));
        if (id === 1) head = Number(result);
        if (params) numbers.push(Number(params.result.number));
        if (numbers.length === count) resolve({ head, numbers });
      });
    });
  } finally {
    socket.close();
  }
}
