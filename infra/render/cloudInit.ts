import { stringify } from "yaml";
import type { Plan, PlannedHost } from "../plan/plan";
import {
  type DataDisk,
  firstBootScriptFile,
  holdServicesFile,
  renderFirstBootScript,
} from "./firstBootScript";
import { hostSettings } from "./hostSettings";
import { hostUnits } from "./hostUnits";
import { networkScript, networkScriptPath } from "./networkScript";
import { renderNftables } from "./nftables";
import { hostPaths, networkPaths, serviceUserId, sshPaths } from "./paths";
import { makeAdminUser, sshdSettings, sudoersText } from "./sshd";

export interface CloudInitInputs {
  /** Host key of the first contact; the host makes one of its own then. */
  bootKey: { privateKey: string; publicKey: string };
  /** Public keys of the operators. */
  authorizedKeys: string[];
  /** Disk for what must outlive the machine; absent where the machine has none. */
  disk?: DataDisk;
}

const packages = [
  ...[
    "ca-certificates",
    "chrony",
    "curl",
    "docker-cli",
    "docker-compose",
    "docker.io",
    "e2fsprogs",
    "iproute2",
  ],
  ...["iptables", "logrotate", "nftables", "openssh-server", "openssl", "procps", "sudo"],
  ...["unattended-upgrades", "wireguard-go", "wireguard-tools"],
];

const makeServiceUser = [
  `getent group cordillera || groupadd --gid ${serviceUserId} cordillera`,
  `getent passwd cordillera || useradd --uid ${serviceUserId} --gid ${serviceUserId} --no-create-home --home-dir ${hostPaths.root} --shell /usr/sbin/nologin cordillera`,
].join(" && ");

// At every boot, before sshd runs: the boot key is put where there is no key, and never over one made on the host.
const placeBootKey = ({
  privateKey,
  publicKey,
}: CloudInitInputs["bootKey"]) => `[ -s ${sshPaths.hostKey} ] || {
install -d -m 0755 ${sshPaths.hostKey.replace(/\/[^/]+$/, "")}
umask 077
cat >${sshPaths.hostKey}.new <<'KEY'
${privateKey.trim()}
KEY
echo '${publicKey.trim()}' >${sshPaths.hostKey}.pub
mv ${sshPaths.hostKey}.new ${sshPaths.hostKey}
}
`;

/** User data of a cloud host: brings a bare Debian 13 to where `images/host` stands. */
export function renderCloudInit(plan: Plan, host: PlannedHost, inputs: CloudInitInputs): string {
  const file = (path: string, content: string, permissions = "0644") => ({ path, permissions, content });
  const config = {
    hostname: host.name,
    preserve_hostname: false,
    manage_etc_hosts: "localhost",
    // No user but ours, no key but the operators', no host key but ours.
    users: [],
    disable_root: true,
    allow_public_ssh_keys: false,
    ssh_deletekeys: true,
    ssh_genkeytypes: ["ed25519"],
    ssh: { emit_keys_to_console: false },
    no_ssh_fingerprints: true,
    bootcmd: [makeAdminUser, makeServiceUser, placeBootKey(inputs.bootKey)],
    write_files: [
      file(sshPaths.settings, sshdSettings),
      file(sshPaths.authorizedKeys, inputs.authorizedKeys.map((key) => `${key.trim()}\n`).join("")),
      file("/etc/sudoers.d/cordillera", sudoersText, "0440"),
      file(networkPaths.firstRules, renderNftables(plan, host), "0600"),
      file(networkScriptPath, networkScript, "0755"),
      ...Object.entries({ ...hostSettings, ...hostUnits }).map(([path, content]) => file(path, content)),
      file(holdServicesFile, "#!/bin/sh\nexit 101\n", "0755"),
      file(firstBootScriptFile, renderFirstBootScript(inputs.disk ? { disk: inputs.disk } : {}), "0755"),
    ],
    package_update: true,
    packages,
    runcmd: [[firstBootScriptFile]],
  };
  return `#cloud-config\n${stringify(config, { lineWidth: 0 })}`;
}
