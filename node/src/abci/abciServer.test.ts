import { connect, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { Request, Response } from "cosmjs-types/tendermint/abci/types";
import { silentLogger } from "../logger";
import { type AbciHandler, AbciServer } from "./abciServer";
import { encodeFrame, FrameReader } from "./framing";

let server: AbciServer;
afterEach(() => server.close(100));

async function serve(handle: AbciHandler): Promise<number> {
  server = new AbciServer({ host: "127.0.0.1", port: 0 }, { handle, logger: silentLogger });
  return server.listen();
}

function dial(port: number): { socket: Socket; answers: Response[]; ask(...requests: object[]): void } {
  const socket = connect(port, "127.0.0.1");
  const reader = new FrameReader();
  const answers: Response[] = [];
  socket.on("data", (chunk) => {
    for (const frame of reader.push(chunk)) answers.push(Response.decode(frame));
  });
  socket.on("error", () => {});
  const ask = (...requests: object[]) => {
    const frames = requests.map((one) => encodeFrame(Request.encode(Request.fromPartial(one)).finish()));
    socket.write(Buffer.concat(frames));
  };
  return { socket, answers, ask };
}

const echo = (message: string) => ({ echo: { message } });
const echoHandler: AbciHandler = async (request) => {
  const message = request.echo!.message;
  await delay(Number(message));
  return Response.fromPartial({ echo: { message } });
};

async function come(answers: Response[], count: number): Promise<Response[]> {
  for (let turn = 0; turn < 200 && answers.length < count; turn++) await delay(10);
  return answers;
}

describe("AbciServer", () => {
  test("answers in order of the requests, however long each takes", async () => {
    const { answers, ask, socket } = dial(await serve(echoHandler));
    ask(echo("60"), echo("1"), echo("20"));
    const seen = await come(answers, 3);
    expect(seen.map((answer) => answer.echo?.message)).toEqual(["60", "1", "20"]);
    socket.destroy();
  });

  test("lets one connection work while another waits", async () => {
    const port = await serve(echoHandler);
    const [slow, quick] = [dial(port), dial(port)];
    slow.ask(echo("300"));
    quick.ask(echo("1"));
    await come(quick.answers, 1);
    expect(slow.answers).toHaveLength(0);
    slow.socket.destroy();
    quick.socket.destroy();
  });

  test("answers an exception for what the handler cannot serve", async () => {
    const { answers, ask, socket } = dial(
      await serve(async () => {
        throw new TypeError("unknown");
      }),
    );
    ask(echo("1"));
    expect((await come(answers, 1))[0]?.exception?.error).toBe("unknown");
    socket.destroy();
  });

  test("tells a handler when nobody waits for its answer any more", async () => {
    let aborted = false;
    const { ask, socket } = dial(
      await serve(async (_, signal) => {
        await delay(5_000, undefined, { signal }).catch(() => {
          aborted = true;
        });
        return Response.fromPartial({});
      }),
    );
    ask(echo("1"));
    await delay(50);
    socket.destroy();
    await delay(50);
    expect(aborted).toBe(true);
  });

  test("closes a connection that does not speak the protocol", async () => {
    const { socket } = dial(await serve(echoHandler));
    const closed = new Promise((resolve) => socket.once("close", resolve));
    socket.write(Buffer.alloc(32, 0xff));
    await closed;
  });
});
