import { generateKeyPairSync, X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, createServer, type TLSSocket } from "node:tls";
import { type Authority, ensureAuthority, readAuthority } from "./authority";
import { signCertificate } from "./certificate";

const dayMs = 86_400_000;
const folder = mkdtempSync(join(tmpdir(), "authority-"));
afterAll(() => rmSync(folder, { recursive: true }));

function signedBy({ subject, privateKey }: Authority, names: string[], daysLeft = 365) {
  const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const certificate = signCertificate({
    subject: "fsn1-edge-1",
    publicKey: pair.publicKey,
    issuer: { subject, privateKey },
    validFrom: new Date(Date.now() - 500 * dayMs),
    validTo: new Date(Date.now() + daysLeft * dayMs),
    names,
  });
  return { certificate, key: pair.privateKey.export({ type: "pkcs8", format: "pem" }) as string };
}

/** What a TLS client says of a certificate; empty when it is content. */
function clientVerdict(
  { certificate, key }: { certificate: string; key: string },
  at: { ca: string; name: string },
): Promise<string> {
  return new Promise((done) => {
    const listener = createServer({ cert: certificate, key }).listen(0, "127.0.0.1", () => {
      const { port } = listener.address() as { port: number };
      const socket: TLSSocket = connect({ port, host: "127.0.0.1", ca: at.ca, servername: at.name }, () =>
        end(""),
      );
      socket.on("error", (error) => end(error.message));
      const end = (verdict: string) => {
        socket.destroy();
        listener.close(() => done(verdict));
      };
    });
  });
}

describe("signCertificate", () => {
  test("makes what a TLS client accepts, for every name and no other", async () => {
    const authority = await ensureAuthority(folder, "example test");
    const signed = signedBy(authority, ["rpc.example.org", "localhost", "192.0.2.7", "2001:db8::1"]);
    const ca = authority.certificate;
    expect(await clientVerdict(signed, { ca, name: "rpc.example.org" })).toBe("");
    expect(await clientVerdict(signed, { ca, name: "other.example.org" })).toContain("does not match");
    const parsed = new X509Certificate(signed.certificate);
    expect(parsed.checkIP("192.0.2.7")).toBe("192.0.2.7");
    expect(parsed.checkIP("2001:db8::1")).toBeDefined();
    expect(parsed.checkIP("192.0.2.8")).toBeUndefined();
    expect([parsed.ca, parsed.checkIssued(new X509Certificate(ca))]).toEqual([false, true]);
  });

  test("makes what is refused under another authority, and after its end", async () => {
    const authority = await ensureAuthority(folder, "example test");
    const names = ["rpc.example.org"];
    const at = { ca: authority.certificate, name: names[0]! };
    const otherFolder = mkdtempSync(join(tmpdir(), "authority-"));
    const other = await ensureAuthority(otherFolder, "example test");
    rmSync(otherFolder, { recursive: true });
    expect(await clientVerdict(signedBy(other, names), at)).not.toBe("");
    expect(await clientVerdict(signedBy(authority, names, -1), at)).toBe("certificate has expired");
  });
});

describe("ensureAuthority", () => {
  test("makes one authority, also when asked several times at once, in a file of its own", async () => {
    const made = await Promise.all(Array.from({ length: 5 }, () => ensureAuthority(folder, "example test")));
    expect(new Set(made.map(({ certificate }) => certificate)).size).toBe(1);
    const file = join(folder, "authority.pem");
    expect((statSync(file).mode & 0o777).toString(8)).toBe("600");
    expect(readFileSync(file, "utf8")).toContain("PRIVATE KEY");
    expect(made[0]!.certificate).not.toContain("PRIVATE KEY");
    expect(new X509Certificate(made[0]!.certificate).ca).toBe(true);
    expect((await readAuthority(folder))!.subject).toBe("example test");
  });

  test("finds none in an empty folder", async () => {
    expect(await readAuthority(join(folder, "nothing"))).toBeUndefined();
  });
});
