import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Authority } from "./authority";
import { ensureAuthority } from "./authority";
import { signCertificate } from "./certificate";
import { provider } from "./doorCertificateProvider";

const mockHost = { certificate: "", isAway: false, commands: [] as { command: string; input: string }[] };
const edgeKey = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey;

const mockSession = {
  run: async (command: string, { input = "" } = {}) => {
    if (mockHost.isAway) throw new Error("away");
    mockHost.commands.push({ command, input });
    if (command.startsWith("openssl x509")) return { code: 0, stdout: mockHost.certificate, stderr: "" };
    if (command.includes("genpkey")) {
      return { code: 0, stdout: edgeKey.export({ type: "spki", format: "pem" }), stderr: "" };
    }
    mockHost.certificate = input;
    return { code: 0, stdout: "", stderr: "" };
  },
};
jest.mock("../sessions/hostSession", () => ({
  ...jest.requireActual("../sessions/hostSession"),
  withSession: (_connection: unknown, _waitMs: number, use: (session: unknown) => unknown) =>
    use(mockSession),
}));
jest.mock("../sessions/sharedSession", () => ({
  withSharedSession: async (_connection: unknown, _waitMs: number, use: (session: unknown) => unknown) =>
    use(mockSession),
}));

const folder = mkdtempSync(join(tmpdir(), "door-"));
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => Object.assign(mockHost, { isAway: false, commands: [] }));

const wanted = {
  stack: "s",
  host: "fsn1-edge-1",
  network: "n",
  machineId: "1",
  connection: { host: "192.0.2.1", port: 22, hostKey: "ssh-ed25519 AAAA", keyFile: "k" },
  names: ["n", "localhost", "192.0.2.1"],
  folder,
};

async function made() {
  const { inputs } = await provider.check!({}, wanted);
  const { id, outs } = await provider.create!(inputs);
  return { id, inputs, outs: outs! };
}

/** The state of a certificate with so many days left, shown by the edge. */
async function withDaysLeft(days: number) {
  const { id, outs } = await made();
  const { subject, privateKey }: Authority = await ensureAuthority(folder, "n s");
  const validTo = new Date(Date.now() + days * 86_400_000);
  const certificate = signCertificate({
    subject: "fsn1-edge-1",
    publicKey: createPublicKey(edgeKey.export({ type: "spki", format: "pem" })),
    issuer: { subject, privateKey },
    validFrom: new Date(Date.now() - 86_400_000),
    validTo,
    names: wanted.names,
  });
  mockHost.certificate = certificate;
  return provider.read!(id!, { ...outs, certificate, validTo: validTo.toISOString() });
}

const isChanged = async (inputs: object) => {
  const { inputs: next } = await provider.check!(inputs, wanted);
  return (await provider.diff!("id", inputs, next)).changes;
};

describe("DoorCertificate", () => {
  test("sends the edge a certificate only, and keeps no key in its state", async () => {
    const { outs } = await made();
    expect(mockHost.commands.map(({ input }) => input.includes("PRIVATE KEY"))).toEqual([false, false]);
    expect(JSON.stringify(outs)).not.toContain("PRIVATE KEY");
    expect(outs).toMatchObject({ isGood: true, authority: expect.stringContaining("BEGIN CERTIFICATE") });
  });

  test("is renewed by an ordinary update in the last thirty days, and not before", async () => {
    expect(await isChanged((await withDaysLeft(31)).inputs!)).toBe(false);
    expect(await isChanged((await withDaysLeft(29)).inputs!)).toBe(true);
  });

  test("is put back when the edge shows another one or none", async () => {
    const { id, outs } = await made();
    mockHost.certificate = "";
    expect(await isChanged((await provider.read!(id!, outs)).inputs!)).toBe(true);
  });

  test("is made anew for another name or machine, not for another way to the host", async () => {
    const { inputs } = await made();
    const changes = async (change: object) =>
      (await provider.diff!("id", inputs, { ...inputs, ...change })).changes;
    expect(await changes({ names: ["n"] })).toBe(true);
    expect(await changes({ machineId: "2" })).toBe(true);
    expect(await changes({ connection: { ...wanted.connection, port: 2222 }, folder: "elsewhere" })).toBe(
      false,
    );
  });

  test("counts a host that is away as unchanged", async () => {
    const { id, outs } = await made();
    mockHost.isAway = true;
    expect(await isChanged((await provider.read!(id!, outs)).inputs!)).toBe(false);
  });

  test("is not signed by a new authority behind the operator's back", async () => {
    const { inputs, outs } = await made();
    const elsewhere = join(folder, "elsewhere");
    await expect(provider.update!("id", outs, { ...inputs, folder: elsewhere })).rejects.toThrow(
      `looked for: ${elsewhere}/authority.pem`,
    );
  });
});
