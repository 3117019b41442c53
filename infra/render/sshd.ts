import { adminUser, sshPaths } from "./paths";

// Ciphers, key exchange and MACs: those of dev-sec's ssh-baseline; what it calls curve25519-sha256@libssh.org has its
// standard name beside it.
const algorithms = {
  Ciphers: [
    "chacha20-poly1305@openssh.com",
    "aes256-gcm@openssh.com",
    "aes128-gcm@openssh.com",
    "aes256-ctr",
    "aes192-ctr",
    "aes128-ctr",
  ],
  KexAlgorithms: [
    "sntrup761x25519-sha512@openssh.com",
    "curve25519-sha256",
    "curve25519-sha256@libssh.org",
    "diffie-hellman-group-exchange-sha256",
  ],
  MACs: [
    "hmac-sha2-512-etm@openssh.com",
    "hmac-sha2-256-etm@openssh.com",
    "umac-128-etm@openssh.com",
    "hmac-sha2-512",
    "hmac-sha2-256",
  ],
  HostKeyAlgorithms: ["ssh-ed25519"],
  PubkeyAcceptedAlgorithms: ["ssh-ed25519"],
};

const adminUserId = 10000;

/** Settings of sshd on every host. */
export const sshdSettings = `HostKey ${sshPaths.hostKey}
AuthorizedKeysFile /etc/ssh/authorized_keys/%u
AllowUsers ${adminUser}
PermitRootLogin no
AuthenticationMethods publickey
PubkeyAuthentication yes
PasswordAuthentication no
PermitEmptyPasswords no
KbdInteractiveAuthentication no
HostbasedAuthentication no
IgnoreRhosts yes
IgnoreUserKnownHosts yes
GSSAPIAuthentication no
KerberosAuthentication no
UsePAM no
StrictModes yes
MaxAuthTries 2
LoginGraceTime 20
${Object.entries(algorithms)
  .map(([name, values]) => `${name} ${values.join(",")}`)
  .join("\n")}
Compression no
AllowTcpForwarding no
AllowStreamLocalForwarding no
AllowAgentForwarding no
X11Forwarding no
GatewayPorts no
PermitTunnel no
PermitUserEnvironment no
PermitUserRC no
# One deployment opens many connections and channels at once, all seen from one address.
MaxStartups 100:30:200
MaxSessions 50
PerSourcePenalties no
ClientAliveInterval 15
ClientAliveCountMax 4
TCPKeepAlive no
LogLevel VERBOSE
UseDNS no
PrintMotd no
PrintLastLog no
Banner none
`;

/** What sudo asks of the admin user: nothing. A pty or a PAM session in between would only part ssh from the command. */
export const sudoersText = `Defaults:${adminUser} !use_pty, !pam_session, !pam_setcred, !lecture
${adminUser} ALL=(ALL:ALL) NOPASSWD: ALL
`;

/** Makes the user, again and again with the same result; `*` is no password, while `!` would lock the account for keys too. */
export const makeAdminUser = [
  `id -u ${adminUser} >/dev/null 2>&1 || useradd --uid ${adminUserId} --create-home ${adminUser}`,
  `usermod --password '*' --shell /bin/bash ${adminUser}`,
].join(" && ");
