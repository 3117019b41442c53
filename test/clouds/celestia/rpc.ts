import { createServer } from "node:http";
import type { Blob, Chain } from "./chain";
import type { Permission, Store } from "./store";

interface Method {
  needs: Permission;
  answer: (params: unknown[]) => unknown;
}

function methodsOf(chain: Chain): Record<string, Method> {
  const read = (answer: Method["answer"]): Method => ({ needs: "read", answer });
  return {
    "header.LocalHead": read(() => chain.headerAt(chain.headHeight)),
    "header.NetworkHead": read(() => chain.headerAt(chain.headHeight)),
    "header.GetByHeight": read(([height]) => chain.headerAt(Number(height))),
    "das.SamplingStats": read(() => chain.samplingStats()),
    "node.Ready": read(() => true),
    "blob.GetAll": read(([height, namespaces]) => chain.blobsAt(Number(height), namespaces as string[])),
    "blob.Submit": { needs: "write", answer: ([blobs]) => chain.submit(blobs as Blob[]) },
    "node.Info": { needs: "admin", answer: () => ({ type: "light", api_version: "stand-in" }) },
  };
}

/** The node's JSON-RPC as celestia-node has it: without a token whoever asks may read; a false token is refused. */
export function serveRpc(chain: Chain, store: Store, at: { host: string; port: number }): void {
  const methods = methodsOf(chain);
  const listener = createServer(async (request, response) => {
    const token = /^Bearer (.*)$/.exec(request.headers.authorization ?? "")?.[1];
    const allowed = token === undefined ? (["public", "read"] as Permission[]) : store.permissionsOf(token);
    if (!allowed) return void response.writeHead(401).end();
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { id, method, params } = JSON.parse(Buffer.concat(chunks).toString());
    const known = methods[method];
    const reply = (content: object) => {
      response.setHeader("content-type", "application/json");
      response.end(`${JSON.stringify({ jsonrpc: "2.0", ...content, id })}\n`);
    };
    if (!known) return reply({ error: { code: -32601, message: `method '${method}' not found` } });
    if (!allowed.includes(known.needs)) {
      const message = `missing permission to invoke '${method.split(".")[1]}' (need '${known.needs}')`;
      return reply({ error: { code: 1, message } });
    }
    reply({ result: known.answer(params ?? []) });
  });
  listener.listen(at.port, at.host, () => console.error(`serving RPC on ${at.host}:${at.port}`));
}
