import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type CloudRecord, type CloudState, findRecord } from "./cloudState";

const type = "hcloud:index/server:Server";
const route = /^\/v1\/servers\/(\d+)(\/actions\/poweron)?$/;

/** The calls of Hetzner's public API that the program makes by itself, over HTTP as the real one answers them. */
export class HetznerApi {
  private readonly listener: Server;
  /** Every call that changed something: `POST /v1/servers/4711001/actions/poweron`. */
  readonly log: string[] = [];

  constructor(
    private readonly state: CloudState,
    private readonly onPower: (machine: CloudRecord) => Promise<void>,
  ) {
    this.listener = createServer(async (request, response) => {
      const { status, body } = await this.answer(
        request.method ?? "",
        request.url ?? "",
        request.headers.authorization ?? "",
      ).catch((error: Error) => refused(503, "service_error", error.message));
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    });
    this.listener.listen(0, "127.0.0.1").unref();
  }

  async ready(): Promise<void> {
    if (!this.listener.listening) await once(this.listener, "listening");
  }

  get endpoint(): string {
    const address = this.listener.address() as AddressInfo | null;
    if (!address) throw new Error("the stand-in of Hetzner's API does not listen yet: await ready()");
    return `http://127.0.0.1:${address.port}/v1`;
  }

  close(): void {
    this.listener.closeAllConnections();
    this.listener.close();
  }

  private async answer(method: string, path: string, authorization: string): Promise<Answer> {
    if (!/^Bearer .{64}$/.test(authorization)) return refused(401, "unauthorized", "unable to authenticate");
    const [, id, action] = route.exec(path) ?? [];
    const record = id && findRecord(this.state.read(), type, id);
    if (!record) return refused(404, "not_found", `server with ID '${id}' not found`);
    if (method === "GET" && !action) {
      const { name, status } = record.props;
      return { status: 200, body: { server: { id: Number(id), name, status } } };
    }
    if (method !== "POST" || !action) return refused(405, "method_not_allowed", "method not allowed");
    this.log.push(`${method} ${path}`);
    this.state.change((content) => {
      const found = findRecord(content, type, id)!;
      found.props.status = "running";
      content.log.push(`poweron ${type} ${id}`);
    });
    await this.onPower(record);
    return {
      status: 201,
      body: { action: { id: 1, command: "start_server", status: "running", progress: 0 } },
    };
  }
}

interface Answer {
  status: number;
  body: object;
}

const refused = (status: number, code: string, message: string): Answer => ({
  status,
  body: { error: { code, message } },
});
