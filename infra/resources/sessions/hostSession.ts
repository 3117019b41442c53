import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { Client, type ClientChannel } from "ssh2";
import { adminUser } from "../../render/paths";
import { fault } from "../fault";

/** How to reach a host; nothing secret: the key file is named, not read into state. */
export interface Connection {
  host: string;
  port: number;
  /** Who logs in; commands run as root whoever it is. */
  user?: string;
  /** Pinned host key, `ssh-ed25519 AAAA…`. */
  hostKey: string;
  /** Operator's private key, relative to the project. */
  keyFile: string;
}

export interface RunResult {
  code: number;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  input?: string;
  timeoutMs?: number;
}

/** One ssh connection to one host; its commands run as root, in bash. */
export interface HostSession {
  run(command: string, options?: RunOptions): Promise<RunResult>;
  /** Starts a command that lives as long as the connection; resolves with its first line. */
  hold(command: string): Promise<string>;
  /** Passes on what a command writes as it comes; resolves with its exit code. */
  follow(command: string, onText: (text: string) => void): Promise<number>;
  /** Tells of the end of the connection, whoever ends it. */
  onEnd(tell: () => void): void;
  close(): void;
}

/** The command line that runs a command as root: the user of the connection may do so without a password. */
export function asRoot(command: string): string {
  return `sudo -n -- /bin/bash -c '${command.replaceAll("'", "'\\''")}'`;
}

/** One attempt; `accepts` sees the host key (`ssh-ed25519 AAAA…`) before anything is sent. */
export async function connectOnce(
  at: Omit<Connection, "hostKey">,
  readyTimeout: number,
  accepts: (offered: string) => boolean,
): Promise<Client> {
  const privateKey = await readFile(resolve(at.keyFile));
  return new Promise((done, failed) => {
    const client = new Client();
    client.on("ready", () => done(client));
    client.on("error", failed);
    client.connect({
      host: at.host,
      port: at.port,
      username: at.user ?? adminUser,
      privateKey,
      readyTimeout,
      keepaliveInterval: 5_000,
      keepaliveCountMax: 4,
      algorithms: { serverHostKey: ["ssh-ed25519"] },
      hostVerifier: (key: Buffer) => accepts(`ssh-ed25519 ${key.toString("base64")}`),
    });
  });
}

async function connectPinned(connection: Connection, readyTimeout: number): Promise<Client> {
  let offered = connection.hostKey;
  try {
    return await connectOnce(connection, readyTimeout, (key) => {
      offered = key;
      return key === connection.hostKey;
    });
  } catch (error) {
    if (offered === connection.hostKey) throw error;
    throw fault("HOST_KEY_CHANGED", "The host key is not the pinned one; nothing was sent.", {
      details: [
        `host: ${connection.host}:${connection.port}`,
        `pinned: ${connection.hostKey}`,
        `offered: ${offered}`,
      ],
      fix: "Put the old key back on the host (/srv/ssh). If the change was yours: docs/guide/first-boot.md, When a host key changed.",
    });
  }
}

function collect(channel: ClientChannel, options: RunOptions): Promise<RunResult> {
  return new Promise((done, failed) => {
    let stdout = "";
    let stderr = "";
    let code = -1;
    const timer = setTimeout(() => {
      channel.close();
      failed(fault("COMMAND_TIMEOUT", `No end after ${options.timeoutMs} ms.`));
    }, options.timeoutMs ?? 60_000);
    channel.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    channel.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    channel.on("exit", (exit: number | null) => (code = exit ?? -1));
    channel.on("close", () => {
      clearTimeout(timer);
      done({ code, stdout, stderr });
    });
    channel.end(options.input ?? "");
  });
}

function passOn(channel: ClientChannel, onText: (text: string) => void): Promise<number> {
  return new Promise((done) => {
    let code = -1;
    channel.on("data", (chunk: Buffer) => onText(chunk.toString()));
    channel.stderr.on("data", (chunk: Buffer) => onText(chunk.toString()));
    channel.on("exit", (exit: number | null) => (code = exit ?? -1));
    channel.on("close", () => done(code));
    channel.end();
  });
}

function firstLine(channel: ClientChannel): Promise<string> {
  return new Promise((done, failed) => {
    let text = "";
    channel.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes("\n")) done(text.slice(0, text.indexOf("\n")));
    });
    channel.on("close", () =>
      text ? done(text.trim()) : failed(fault("COMMAND_ENDED", "Ended without a line.")),
    );
  });
}

/**
 * Connects, trying again until `waitMs` is over; a changed host key ends it at once.
 * @throws HOST_UNREACHABLE, HOST_KEY_CHANGED
 */
export async function openSession(connection: Connection, waitMs: number): Promise<HostSession> {
  const deadline = Date.now() + waitMs;
  let client: Client | undefined;
  while (!client) {
    try {
      client = await connectPinned(connection, Math.max(500, Math.min(5_000, deadline - Date.now())));
    } catch (error) {
      // Neither another key nor a missing key file mends itself.
      if (["HOST_KEY_CHANGED", "ENOENT"].includes((error as { code?: string }).code ?? "")) throw error;
      if (Date.now() + 300 >= deadline) {
        throw fault("HOST_UNREACHABLE", "No ssh connection to the host.", {
          details: [
            `address: ${connection.host}:${connection.port}`,
            `waited: ${Math.round(waitMs / 1000)} s`,
            `last answer: ${(error as Error).message}`,
          ],
          fix: "Look at the host's log (docker logs), then run pulumi up again.",
        });
      }
      await new Promise((next) => setTimeout(next, 250));
    }
  }
  return sessionOver(client);
}

/** A session over a connection whose host key has been looked at. */
export function sessionOver(client: Client): HostSession {
  let lost: Error | undefined;
  const waiting: Record<number, (error: Error) => void> = {};
  let tickets = 0;
  const onLost = (error: Error) => {
    lost ??= error;
    for (const reject of Object.values(waiting)) reject(lost);
  };
  client.on("error", onLost);
  client.on("close", () => onLost(fault("HOST_LOST", "The ssh connection to the host ended.")));

  const start = <T>(command: string, use: (channel: ClientChannel) => Promise<T>) =>
    new Promise<T>((done, failed) => {
      if (lost) return failed(lost);
      const ticket = tickets++;
      waiting[ticket] = failed;
      const settle = () => delete waiting[ticket];
      client.exec(asRoot(command), (error, channel) => {
        if (error) {
          settle();
          return failed(error);
        }
        use(channel).then(done, failed).finally(settle);
      });
    });

  return {
    run: (command, options = {}) => start(command, (channel) => collect(channel, options)),
    hold: (command) => start(command, firstLine),
    follow: (command, onText) => start(command, (channel) => passOn(channel, onText)),
    onEnd: (tell) => void client.once("close", tell),
    close: () => client.end(),
  };
}

/** Runs a command that must succeed. @throws COMMAND_FAILED */
export async function mustRun(
  session: HostSession,
  what: string,
  command: string,
  options: RunOptions = {},
): Promise<string> {
  const result = await session.run(command, options);
  if (result.code === 0) return result.stdout;
  throw fault("COMMAND_FAILED", `${what} failed on the host.`, {
    details: [`exit code: ${result.code}`, ...result.stderr.trim().split("\n").slice(-8)],
  });
}

/** Opens, uses and closes one connection. */
export async function withSession<T>(
  connection: Connection,
  waitMs: number,
  use: (session: HostSession) => Promise<T>,
): Promise<T> {
  const session = await openSession(connection, waitMs);
  try {
    return await use(session);
  } finally {
    session.close();
  }
}
