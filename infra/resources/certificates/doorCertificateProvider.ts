import { createPublicKey, X509Certificate } from "node:crypto";
import type { dynamic } from "@pulumi/pulumi";
import { fault } from "../fault";
import { type Bag, diffInputs, keepFacts, missingInputs, pickKeys } from "../inputs";
import { type HostSession, mustRun, withSession } from "../sessions/hostSession";
import { withSharedSession } from "../sessions/sharedSession";
import { ensureAuthority, readAuthority } from "./authority";
import { signCertificate } from "./certificate";
import type { DoorCertificateInputs } from "./doorCertificate";

const providerVersion = "1";
const wanted = ["stack", "host", "network", "machineId", "connection", "names", "folder"];
// Another way to the host, or another checkout, needs no other certificate.
const compared = ["stack", "host", "network", "machineId", "names", "isGood", "providerVersion"];
const facts = ["authority", "certificate", "validTo"];

const dayMs = 86_400_000;
const validDays = 365;
/** A refresh within so many days of the end makes the renewal part of the next `up`. */
const renewDays = 30;
const keys = "/srv/cordillera/keys";

const makeKey = [
  `set -e; umask 077; cd ${keys}; rm -f tls.key.part`,
  "if [ ! -s tls.key ]; then openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out tls.key.part 2>/dev/null; chown 10001:10001 tls.key.part; mv tls.key.part tls.key; fi",
  "openssl pkey -in tls.key -pubout",
].join("; ");

// Written in place: the running HAProxy has this very file mounted. A reload keeps its connections.
const install = [
  `set -e; umask 077; cd ${keys}; cat - tls.key >tls.part; chown 10001:10001 tls.part`,
  "if [ -e tls.pem ]; then cat tls.part >tls.pem; rm tls.part; else mv tls.part tls.pem; fi",
  "docker ps -q --filter label=com.docker.compose.project=cordillera --filter label=com.docker.compose.service=haproxy | xargs -r docker kill -s USR2 >/dev/null",
].join("; ");

/** What an edge shows, read where HAProxy reads it. */
async function readInstalled(session: HostSession): Promise<string> {
  const { stdout } = await session.run(`openssl x509 -in ${keys}/tls.pem 2>/dev/null`, { timeoutMs: 4_000 });
  return stdout;
}

async function issue(inputs: DoorCertificateInputs, recordedAuthority?: string) {
  const authority = recordedAuthority
    ? await readAuthority(inputs.folder)
    : await ensureAuthority(inputs.folder, `${inputs.network} ${inputs.stack}`);
  if (!authority) {
    throw fault(
      "AUTHORITY_MISSING",
      "The key of the network's certificate authority is not on this machine.",
      {
        details: [`looked for: ${inputs.folder}/authority.pem`, `for: the certificate of "${inputs.host}"`],
        fix: `Copy that file from the machine that made it. For a new authority, which clients must come to trust: pulumi up --replace of ${inputs.host}-certificate.`,
      },
    );
  }
  const now = Date.now();
  const validTo = new Date(now + validDays * dayMs);
  const certificate = await withSession(inputs.connection, 30_000, async (session) => {
    const publicKey = createPublicKey(await mustRun(session, "Making the front door's key", makeKey));
    const signed = signCertificate({
      subject: inputs.host,
      publicKey,
      issuer: authority,
      // A clock that is a little behind takes it too.
      validFrom: new Date(now - dayMs),
      validTo,
      names: inputs.names,
    });
    await mustRun(session, "Installing the front door's certificate", install, { input: signed });
    return signed;
  });
  return { isGood: true, authority: authority.certificate, certificate, validTo: validTo.toISOString() };
}

export const provider: dynamic.ResourceProvider = {
  async check(oldInputs: Bag, news: Bag) {
    const inputs = keepFacts(oldInputs, { ...news, isGood: true, providerVersion }, facts);
    return { inputs, failures: missingInputs(news, wanted) };
  },
  async diff(_id, olds: Bag, news: Bag) {
    return diffInputs(olds, news, compared);
  },
  async create(inputs) {
    return { id: `${inputs.stack}/${inputs.host}`, outs: { ...inputs, ...(await issue(inputs)) } };
  },
  async update(_id, olds, news) {
    return { outs: { ...news, ...(await issue(news, olds.authority)) } };
  },
  async read(id, state) {
    // Of a host that is away nothing new is known; its Release tells that it is away.
    const installed = await withSharedSession(state.connection, 2_500, readInstalled).catch(
      () => state.certificate,
    );
    const isRecorded = installed !== "" && sameCertificate(installed, state.certificate);
    const isGood = isRecorded && Date.parse(state.validTo) - Date.now() > renewDays * dayMs;
    const props = { ...state, isGood };
    return { id, props, inputs: pickKeys(props, [...compared, "connection", "folder", ...facts]) };
  },
  // Keys belong to the host and go with it.
  async delete() {},
};

const sameCertificate = (a: string, b: string): boolean =>
  new X509Certificate(a).fingerprint256 === new X509Certificate(b).fingerprint256;
