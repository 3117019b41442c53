import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { FrameSealer } from "./sealedFrames";
import { SecretConnection } from "./secretConnection";

let server: Server;
let accepted: Promise<Socket>;
const dial = (): Socket => connect((server.address() as { port: number }).port, "127.0.0.1");

beforeEach(async () => {
  server = createServer();
  accepted = once(server, "connection").then(([socket]) => socket as Socket);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

async function openPair(): Promise<[SecretConnection, SecretConnection, Socket]> {
  const socket = dial();
  const pair = await Promise.all([SecretConnection.open(await accepted), SecretConnection.open(socket)]);
  return [...pair, socket];
}

describe("SecretConnection", () => {
  test("carries messages both ways, whole and in order, beyond one frame", async () => {
    const [one, other] = await openPair();
    const long = Buffer.alloc(5000, 3);
    one.send(Buffer.from("a"));
    one.send(long);
    other.send(Buffer.from("b"));
    expect([await other.receive(), await other.receive()]).toEqual([Buffer.from("a"), long]);
    expect((await one.receive()).toString()).toBe("b");
    one.close();
    await expect(other.receive()).rejects.toThrow("Secret connection: it was closed.");
    expect(other.isOpen).toBe(false);
  });

  test("nothing readable goes over the wire", async () => {
    const [one, other, socket] = await openPair();
    const seen: Buffer[] = [];
    socket.on("data", (chunk: Buffer) => seen.push(chunk));
    one.send(Buffer.from("height 17"));
    await other.receive();
    expect(Buffer.concat(seen).includes("height 17")).toBe(false);
    one.close();
  });

  test("a frame by somebody else ends it", async () => {
    const [one, , socket] = await openPair();
    socket.write(new FrameSealer(Buffer.alloc(32, 1)).seal(Buffer.from("x")));
    await expect(one.receive()).rejects.toThrow(
      "Secret connection: a frame is not what the other side sealed.",
    );
  });

  test("who does not speak it is refused", async () => {
    const socket = dial();
    socket.on("error", () => {});
    const opening = SecretConnection.open(await accepted);
    socket.write(Buffer.from("GET / HTTP/1.1\r\nHost: a-host.example.org\r\n\r\n"));
    await expect(opening).rejects.toThrow("Secret connection: its first message is no ephemeral key.");
    socket.destroy();
  });

  test("a message above the protocol's limit ends it", async () => {
    const [one, other] = await openPair();
    one.send(Buffer.alloc(20_000));
    await expect(other.receive()).rejects.toThrow("Frame: 20000 bytes are above 10240.");
  });
});
