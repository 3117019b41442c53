import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Server, type Connection as ServerConnection } from "ssh2";
import type { Connection } from "./hostSession";
import { withSharedSession } from "./sharedSession";
import { makeSshKeyPair } from "./sshKeyPair";

const keys = makeSshKeyPair();

/** A host that lets anybody in and repeats each command, without the words that make it root's. */
class EchoHost {
  connections = 0;
  private readonly clients = new Set<ServerConnection>();
  private readonly server = new Server({ hostKeys: [keys.privateKey] }, (client) => {
    this.clients.add(client);
    this.connections += 1;
    client.on("authentication", (context) => context.accept());
    client.on("close", () => this.clients.delete(client));
    client.on("error", () => undefined);
    client.on("session", (accept) =>
      accept().on("exec", (acceptExec, _reject, { command }) => {
        const channel = acceptExec();
        channel.write(/^sudo .* '(.*)'$/.exec(command)![1]);
        channel.exit(0);
        channel.end();
      }),
    );
  });

  listen(): Promise<number> {
    return new Promise((done) =>
      this.server.listen(0, "127.0.0.1", () => done((this.server.address() as AddressInfo).port)),
    );
  }

  close(): Promise<void> {
    return new Promise((done) => this.server.close(() => done()));
  }

  dropAll(): void {
    for (const client of this.clients) client.end();
  }

  /** Resolves when the last client is gone. */
  async awaitNobody(): Promise<void> {
    while (this.clients.size > 0) await new Promise((next) => setTimeout(next, 5));
  }
}

describe("withSharedSession", () => {
  let folder: string;
  let host: EchoHost;
  let connection: Connection;
  const ask = (question: string, to = connection) =>
    withSharedSession(to, 2_000, async (session) => (await session.run(question)).stdout);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "shared-session-"));
    await writeFile(join(folder, "key"), keys.privateKey);
    host = new EchoHost();
    connection = {
      host: "127.0.0.1",
      port: await host.listen(),
      hostKey: keys.publicKey,
      keyFile: join(folder, "key"),
    };
  });
  afterEach(async () => {
    host.dropAll();
    await host.close();
    await rm(folder, { recursive: true, force: true });
  });

  test("reads of one host that overlap use one connection", async () => {
    expect(await Promise.all(["a", "b", "c"].map((question) => ask(question)))).toEqual(["a", "b", "c"]);
    expect(host.connections).toBe(1);
  });

  test("a read that follows soon uses it too; then it ends", async () => {
    await ask("a");
    expect(await ask("b")).toBe("b");
    expect(host.connections).toBe(1);
    await host.awaitNobody();
    expect(await ask("c")).toBe("c");
    expect(host.connections).toBe(2);
  });

  test("a connection that was lost is not used again", async () => {
    await ask("a");
    host.dropAll();
    await host.awaitNobody();
    expect(await ask("b")).toBe("b");
    expect(host.connections).toBe(2);
  });

  test("a read that fails does not end the connection of the others", async () => {
    const failing = withSharedSession(connection, 2_000, () => Promise.reject(new Error("unreadable")));
    const [failed, answer] = await Promise.allSettled([failing, ask("b")]);
    expect(failed).toMatchObject({ status: "rejected", reason: { message: "unreadable" } });
    expect(answer).toEqual({ status: "fulfilled", value: "b" });
    expect(host.connections).toBe(1);
  });

  test("a host with another key than the pinned one is refused to every read, and asked anew by the next", async () => {
    const changed = { ...connection, hostKey: makeSshKeyPair().publicKey };
    const reads = await Promise.allSettled([ask("a", changed), ask("b", changed)]);
    expect(reads).toMatchObject([
      { status: "rejected", reason: { code: "HOST_KEY_CHANGED" } },
      { status: "rejected", reason: { code: "HOST_KEY_CHANGED" } },
    ]);
    expect(host.connections).toBe(1);
    expect(await ask("c")).toBe("c");
    expect(host.connections).toBe(2);
  });
});
