import { createHash } from "node:crypto";
import type { dynamic } from "@pulumi/pulumi";
import { type Bag, diffInputs, missingInputs } from "../inputs";
import { type HostSession, mustRun, withSession } from "../sessions/hostSession";
import { withSharedSession } from "../sessions/sharedSession";
import { registryFolder } from "./registryFolder";
import type { RegistryLoginInputs } from "./registryLogin";

const providerVersion = "1";
const wanted = ["stack", "host", "connection", "machineId", "registry", "username", "password"];
// Another way to the host changes nothing on it.
const compared = [...wanted.filter((key) => key !== "connection"), "isWritten", "providerVersion"];
const file = `${registryFolder}/config.json`;

/** Docker Hub's login has a name of its own. */
const nameOf = (registry: string) => (registry === "docker.io" ? "https://index.docker.io/v1/" : registry);

export function renderLogin({ registry, username, password }: RegistryLoginInputs): string {
  const auth = Buffer.from(`${username}:${password}`).toString("base64");
  return `${JSON.stringify({ auths: { [nameOf(registry)]: { auth } } }, null, 2)}\n`;
}

/** By standard input: a command line is seen by every process of the host. */
export async function writeLogin(session: HostSession, inputs: RegistryLoginInputs): Promise<void> {
  const command = [
    `set -e; umask 077; install -d -o root -g root -m 0700 ${registryFolder}`,
    `cat >${file}.part; chown root:root ${file}.part; sync ${file}.part; mv -T ${file}.part ${file}`,
  ].join("; ");
  await mustRun(session, "Writing the registry's login", command, { input: renderLogin(inputs) });
}

export async function isLoginWritten(session: HostSession, inputs: RegistryLoginInputs): Promise<boolean> {
  const { stdout } = await session.run(`stat -c '%a %U' ${file}; sha256sum <${file} | cut -c1-64`);
  const hash = createHash("sha256").update(renderLogin(inputs)).digest("hex");
  return stdout === `600 root\n${hash}\n`;
}

const write = (inputs: RegistryLoginInputs) =>
  withSession(inputs.connection, 30_000, (session) => writeLogin(session, inputs));

export const provider: dynamic.ResourceProvider = {
  async check(_olds: Bag, news: Bag) {
    return { inputs: { ...news, isWritten: true, providerVersion }, failures: missingInputs(news, wanted) };
  },
  async diff(_id, olds: Bag, news: Bag) {
    return diffInputs(olds, news, compared);
  },
  async create(inputs) {
    await write(inputs);
    return { id: `${inputs.stack}/${inputs.host}`, outs: inputs };
  },
  async update(_id, _olds, news) {
    await write(news);
    return { outs: news };
  },
  async read(id, state) {
    // Of a host that is away nothing new is known; its Release tells that it is away.
    const isWritten = await withSharedSession(state.connection, 2_500, (session) =>
      isLoginWritten(session, state),
    ).catch(() => state.isWritten);
    return { id, props: { ...state, isWritten } };
  },
  async delete(_id, state) {
    // A host that is gone took its login along.
    await withSession(state.connection, 5_000, (session) => session.run(`rm -rf ${registryFolder}`)).catch(
      () => undefined,
    );
  },
};
