import { sshPaths } from "../../render/paths";
import { type HostSession, mustRun } from "../sessions/hostSession";
import { isSignedBy } from "../sessions/sshSignature";

const hostKeyFile = sshPaths.hostKey;
const folder = hostKeyFile.slice(0, hostKeyFile.lastIndexOf("/"));
const next = `${folder}/next`;
const vouched = `${folder}/vouched`;
const namespace = "cordillera-host-key";

/** Public key of the file that sshd reads when it starts; sshd itself may still answer with the one before. */
export async function readHostKey(session: HostSession): Promise<string> {
  return (
    await mustRun(
      session,
      "Reading the host key",
      `set -o pipefail; ssh-keygen -y -f ${hostKeyFile} | cut -d' ' -f1,2`,
    )
  ).trim();
}

/** Makes the next host key on the host, where there is none yet, and lets the present one sign for it. */
export async function prepareHostKey(session: HostSession): Promise<string> {
  const script = [
    "set -eo pipefail; umask 077",
    `if [ ! -s ${next}/key ] || [ ! -s ${next}/name.sig ]; then rm -rf ${next}; mkdir ${next}`,
    `ssh-keygen -q -t ed25519 -N '' -C "$(hostname)" -f ${next}/key`,
    `ssh-keygen -y -f ${next}/key | cut -d' ' -f1,2 >${next}/name`,
    `ssh-keygen -q -Y sign -n ${namespace} -f ${hostKeyFile} ${next}/name; fi`,
    `cat ${next}/name`,
  ].join("\n");
  return (await mustRun(session, "Making the host key", script)).trim();
}

/** Puts the prepared key in the place of the present one; run again after a cut it ends in the same state. */
export async function activateHostKey(session: HostSession): Promise<void> {
  const script = [
    "set -e",
    // The signature first: whoever finds the new key must be able to see who vouches for it.
    `if [ -s ${next}/key ]; then install -d ${vouched}; install -m 0644 ${next}/name ${next}/name.sig ${vouched}; sync ${vouched}`,
    `mv -f ${next}/key ${hostKeyFile}; fi`,
    `ssh-keygen -y -f ${hostKeyFile} >${hostKeyFile}.pub.new; mv -f ${hostKeyFile}.pub.new ${hostKeyFile}.pub; rm -rf ${next}`,
    "sshd -t; systemctl reload ssh",
  ].join("\n");
  await mustRun(session, "Putting the host key in place", script);
}

/** Whether a host that answers with `offered` holds a signature for it by `trusted`: what it says is not believed, only checked. */
export async function isVouchedFor(
  session: HostSession,
  { offered, trusted }: { offered: string; trusted: string },
): Promise<boolean> {
  const { stdout } = await session.run(`cat ${vouched}/name.sig`, { timeoutMs: 10_000 });
  return isSignedBy(trusted, { message: `${offered}\n`, namespace, signature: stdout });
}
