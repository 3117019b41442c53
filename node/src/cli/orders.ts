import { request } from "node:http";
import { NodeError } from "../faults";

/** The running node did not do as it was told. */
export class OrderError extends NodeError<"ORDER"> {
  constructor(what: string, cause?: unknown) {
    super("ORDER", what, { fix: "Ask on the host itself, while its node runs.", cause });
  }
}

/** Gives an order to the node behind this socket. @throws ORDER */
export async function giveOrder(socketPath: string, name: string, order: object): Promise<unknown> {
  const { status, text } = await post(socketPath, `/${name}`, JSON.stringify(order)).catch((cause) => {
    throw new OrderError(`No node answers at ${socketPath}.`, cause);
  });
  const answer = JSON.parse(text) as { error?: string };
  if (status !== 200) throw new OrderError(answer.error ?? `The node answers ${status}.`);
  return answer;
}

function post(socketPath: string, path: string, body: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, path, method: "POST", timeout: 5_000 }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk) => {
        text += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
      response.on("error", reject);
    });
    asked.on("timeout", () => asked.destroy(new Error("no answer in time")));
    asked.on("error", reject);
    asked.end(body);
  });
}
