import { Client } from "ssh2";

const exact: Record<string, string> = {
  permitrootlogin: "no",
  passwordauthentication: "no",
  kbdinteractiveauthentication: "no",
  permitemptypasswords: "no",
  hostbasedauthentication: "no",
  gssapiauthentication: "no",
  kerberosauthentication: "no",
  pubkeyauthentication: "yes",
  authenticationmethods: "publickey",
  allowusers: "admin",
  strictmodes: "yes",
  ignorerhosts: "yes",
  ignoreuserknownhosts: "yes",
  permituserenvironment: "no",
  permituserrc: "no",
  allowtcpforwarding: "no",
  allowagentforwarding: "no",
  allowstreamlocalforwarding: "no",
  x11forwarding: "no",
  gatewayports: "no",
  permittunnel: "no",
  compression: "no",
  tcpkeepalive: "no",
  loglevel: "VERBOSE",
  banner: "none",
  hostkey: "/srv/ssh/ssh_host_ed25519_key",
};

const atMost: Record<string, number> = { maxauthtries: 2, logingracetime: 30, clientaliveinterval: 300 };

/** Lists of dev-sec's ssh-baseline; what it names with a suffix of libssh.org has its standard name as well. */
const within: Record<string, string> = {
  ciphers:
    "chacha20-poly1305@openssh.com,aes256-gcm@openssh.com,aes128-gcm@openssh.com,aes256-ctr,aes192-ctr,aes128-ctr",
  kexalgorithms:
    "sntrup761x25519-sha512@openssh.com,curve25519-sha256,curve25519-sha256@libssh.org,diffie-hellman-group-exchange-sha256",
  macs: "hmac-sha2-512-etm@openssh.com,hmac-sha2-256-etm@openssh.com,umac-128-etm@openssh.com,hmac-sha2-512,hmac-sha2-256",
  hostkeyalgorithms: "ssh-ed25519",
  pubkeyacceptedalgorithms: "ssh-ed25519",
};

/** What `sshd -T` prints, by setting. */
export function parseSettings(text: string): Record<string, string> {
  const lines = text.trim().split("\n");
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(" ")), line.slice(line.indexOf(" ") + 1)]),
  );
}

/** Settings that are weaker than the baseline, one line each. */
export function checkSshd(found: Record<string, string>): string[] {
  const wrong = (name: string, wanted: string) => `${name}: ${found[name]} (wanted ${wanted})`;
  return [
    ...Object.entries(exact).map(([name, value]) => found[name] !== value && wrong(name, value)),
    ...Object.entries(atMost).map(
      ([name, most]) => !(Number(found[name]) <= most) && wrong(name, `at most ${most}`),
    ),
    ...Object.entries(within).map(([name, list]) => {
      const known = list.split(",");
      return !(found[name] ?? "?").split(",").every((item) => known.includes(item)) && wrong(name, list);
    }),
  ].filter((line) => line !== false);
}

/** Ways to log in that a host offers to somebody with a password at hand. */
export function askMethods(host: string, port: number, username: string): Promise<string[]> {
  return new Promise((done, failed) => {
    const client = new Client();
    client.on("ready", () => failed(new Error("let in by password")));
    client.on("error", failed);
    client.connect({
      host,
      port,
      username,
      readyTimeout: 10_000,
      authHandler: (methods, _partial, next) => {
        if (!methods) return next({ type: "password", username, password: "password" });
        done(methods);
        client.end();
      },
    });
  });
}
