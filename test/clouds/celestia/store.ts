import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export type Permission = "public" | "read" | "write" | "admin";

const levels: Record<Permission, Permission[]> = {
  public: ["public"],
  read: ["public", "read"],
  write: ["public", "read", "write"],
  admin: ["public", "read", "write", "admin"],
};

const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A node's folder: its configuration, its account and the secret that its tokens are signed with. */
export class Store {
  constructor(readonly folder: string) {}

  get isInitialised(): boolean {
    return existsSync(join(this.folder, "config.toml"));
  }

  /** Makes what is not there; prints a new account as the real command does, words included. */
  init(): void {
    mkdirSync(join(this.folder, "keys/keyring-test"), { recursive: true, mode: 0o700 });
    writeFileSync(join(this.folder, "config.toml"), "[Node]\n");
    const account = join(this.folder, "keys/keyring-test/my_celes_key.info");
    if (existsSync(account)) return;
    const words = randomBytes(12).toString("hex").match(/../g)!.join(" ");
    writeFileSync(account, words, { mode: 0o600 });
    console.log(
      `\nNAME: my_celes_key\nADDRESS: celestia1standin\nMNEMONIC (save this somewhere safe!!!): \n${words}\n`,
    );
  }

  /** A token as celestia-node signs them: HS256 over `Allow`, `Nonce` and `ExpiresAt`. */
  signToken(permission: Permission): string {
    const nonce = randomBytes(32).toString("base64");
    const claims = { Allow: levels[permission], Nonce: nonce, ExpiresAt: "0001-01-01T00:00:00Z" };
    const body = `${base64url({ alg: "HS256", typ: "JWT" })}.${base64url(claims)}`;
    return `${body}.${this.signatureOf(body)}`;
  }

  /** What a token allows; undefined when it was not signed here. */
  permissionsOf(token: string): Permission[] | undefined {
    const [head = "", claims = "", signature = ""] = token.split(".");
    const wanted = Buffer.from(this.signatureOf(`${head}.${claims}`));
    const given = Buffer.from(signature);
    if (wanted.length !== given.length || !timingSafeEqual(wanted, given)) return undefined;
    return JSON.parse(Buffer.from(claims, "base64url").toString()).Allow;
  }

  private signatureOf(body: string): string {
    return createHmac("sha256", this.secret()).update(body).digest("base64url");
  }

  private secret(): Buffer {
    const file = join(this.folder, "keys/jwt-secret.jwt");
    if (!existsSync(file)) writeFileSync(file, randomBytes(32), { mode: 0o600 });
    return readFileSync(file);
  }
}
