import { createHmac } from "node:crypto";

const header = Buffer.from(JSON.stringify({ alg: "HS256", typ: "JWT" })).toString("base64url");

/** Token of the Engine API; geth takes it for 60 s around `iat`, so each request makes its own. */
export function makeToken(secret: Buffer, nowMs: number): string {
  const claims = Buffer.from(JSON.stringify({ iat: Math.floor(nowMs / 1000) })).toString("base64url");
  const signature = createHmac("sha256", secret).update(`${header}.${claims}`).digest("base64url");
  return `${header}.${claims}.${signature}`;
}
