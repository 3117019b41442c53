import type { Socket } from "node:net";
import { encodeFrame, FrameReader } from "../abci/framing";
import { checkProof, Handshake, helloBytes } from "./handshake";
import { FrameOpener, FrameSealer } from "./sealedFrames";
import { SecretConnectionError } from "./secretConnectionError";

const handshakeTimeoutMs = 5_000;
// Those of CometBFT's signer protocol (privval/signer_endpoint.go).
const longestMessageBytes = 10 * 1024;

/** CometBFT's encrypted connection, either side of it: whole messages in, whole messages out. */
export class SecretConnection {
  /** Messages that nobody asked for yet. */
  private readonly waiting: Buffer[] = [];
  private wanting: { take: (message: Buffer) => void; fail: (error: Error) => void } | undefined;
  private ended: Error | undefined;
  private tellEnd: (error: Error) => void = () => {};
  /** Settles with the reason when the connection ends. */
  readonly whenEnded = new Promise<Error>((resolve) => {
    this.tellEnd = resolve;
  });

  private constructor(
    private readonly socket: Socket,
    private readonly sealer: FrameSealer,
  ) {}

  /** @throws SECRET_CONNECTION FRAMING */
  static async open(socket: Socket): Promise<SecretConnection> {
    const timer = setTimeout(
      () => socket.destroy(new SecretConnectionError(`no handshake within ${handshakeTimeoutMs} ms`)),
      handshakeTimeoutMs,
    );
    try {
      return await SecretConnection.shakeHands(socket);
    } catch (error) {
      socket.destroy();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  private static async shakeHands(socket: Socket): Promise<SecretConnection> {
    const handshake = new Handshake();
    const messages = new FrameReader(longestMessageBytes);
    let clear: Buffer = Buffer.alloc(0);
    let opener: FrameOpener | undefined;
    let connection: SecretConnection | undefined;
    return new Promise((resolve, reject) => {
      let challenge: Buffer = Buffer.alloc(0);
      const end = (error: Error) => {
        reject(error);
        connection?.end(error);
      };
      let isProven = false;
      const takeSealed = (chunk: Buffer): void => {
        for (const message of messages.push(opener!.open(chunk))) {
          if (isProven) connection!.deliver(message);
          else {
            checkProof(message, challenge);
            isProven = true;
            resolve(connection!);
          }
        }
      };
      const takeHello = (chunk: Buffer): void => {
        clear = Buffer.concat([clear, chunk]);
        if (clear.length < helloBytes) return;
        const secrets = handshake.agree(clear.subarray(0, helloBytes));
        challenge = secrets.challenge;
        opener = new FrameOpener(secrets.receive);
        const sealer = new FrameSealer(secrets.send);
        connection = new SecretConnection(socket, sealer);
        socket.write(sealer.seal(handshake.proof(challenge)));
        // Its proof may have come in the same chunk.
        takeSealed(clear.subarray(helloBytes));
      };
      socket.on("data", (chunk: Buffer) => {
        try {
          if (opener) takeSealed(chunk);
          else takeHello(chunk);
        } catch (error) {
          socket.destroy(error as Error);
        }
      });
      socket.on("error", end);
      socket.on("close", () => end(new SecretConnectionError("it was closed")));
      socket.write(handshake.hello());
    });
  }

  get isOpen(): boolean {
    return this.ended === undefined;
  }

  send(message: Uint8Array): void {
    if (this.isOpen) this.socket.write(this.sealer.seal(encodeFrame(message)));
  }

  /** The next message; one waits at a time. @throws when the connection ends first */
  async receive(): Promise<Buffer> {
    const message = this.waiting.shift();
    if (message) return message;
    if (this.ended) throw this.ended;
    return new Promise((take, fail) => {
      this.wanting = { take, fail };
    });
  }

  close(reason: Error = new SecretConnectionError("it was closed here")): void {
    this.socket.destroy();
    this.end(reason);
  }

  private deliver(message: Buffer): void {
    const wanting = this.wanting;
    this.wanting = undefined;
    if (wanting) wanting.take(message);
    else if (this.waiting.push(message) > 16)
      throw new SecretConnectionError("it sends what nobody asked for");
  }

  private end(error: Error): void {
    this.ended ??= error;
    this.tellEnd(this.ended);
    this.wanting?.fail(this.ended);
    this.wanting = undefined;
  }
}
