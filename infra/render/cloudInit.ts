import { stringify } from "yaml";
import type { Plan, PlannedHost } from "../plan/plan";
import { portOf } from "../plan/portCatalogue";
import { renderNftables } from "./nftables";
import { serviceUserId } from "./paths";

const sshdSettings = `HostKey /srv/ssh/ssh_host_ed25519_key
AllowUsers root
PermitRootLogin prohibit-password
AuthenticationMethods publickey
PasswordAuthentication no
KbdInteractiveAuthentication no
AllowTcpForwarding local
PermitOpen 127.0.0.1:*
AllowStreamLocalForwarding no
AllowAgentForwarding no
X11Forwarding no
PermitTunnel no
# One deployment opens many connections and channels at once, all seen from one address.
MaxStartups 100:30:200
MaxSessions 50
LoginGraceTime 20
ClientAliveInterval 15
ClientAliveCountMax 4
UseDNS no
`;

const dockerSettings = {
  "live-restore": false,
  "log-driver": "json-file",
  "log-opts": { "max-file": "3", "max-size": "10m" },
  "max-concurrent-downloads": 6,
  "shutdown-timeout": 100,
  "storage-driver": "overlay2",
};

const journalSettings = `[Journal]
SystemMaxUse=500M
MaxRetentionSec=30day
`;

// A reboot is a rollout of its own: packages are renewed by themselves, the machine is not restarted.
const upgradeSettings = `APT::Periodic::Update-Package-Lists "1";
APT::Periodic::Unattended-Upgrade "1";
Unattended-Upgrade::Automatic-Reboot "false";
Unattended-Upgrade::Package-Blacklist { "docker.io"; "containerd"; "runc"; };
`;

const kernelSettings = `net.ipv4.ip_unprivileged_port_start=${portOf("haproxy", "http")}
net.core.somaxconn=4096
vm.swappiness=10
kernel.dmesg_restrict=1
net.ipv4.conf.all.rp_filter=1
net.ipv4.conf.all.accept_redirects=0
net.ipv6.conf.all.accept_redirects=0
`;

const firstBoot = [
  "install -d -m 0755 /srv/ssh /srv/cordillera /srv/cordillera/generations",
  `install -d -m 0755 -o ${serviceUserId} -g ${serviceUserId} /srv/cordillera/data`,
  `install -d -m 0700 -o ${serviceUserId} -g ${serviceUserId} /srv/cordillera/keys`,
  "test -s /srv/ssh/ssh_host_ed25519_key || ssh-keygen -q -t ed25519 -N '' -f /srv/ssh/ssh_host_ed25519_key",
  "sysctl --system",
  // The firewall stands before Docker does.
  "systemctl enable --now nftables",
  "nft -f /etc/nftables.conf",
  "sshd -t",
  "systemctl restart ssh systemd-journald",
  "systemctl enable --now chrony unattended-upgrades docker",
  "docker info",
  "touch /srv/cordillera/first-boot-done",
];

/** User data of a cloud host: brings a bare Debian 13 to where `images/host` stands. */
export function renderCloudInit(plan: Plan, host: PlannedHost): string {
  const config = {
    hostname: host.name,
    preserve_hostname: false,
    ssh_pwauth: false,
    disable_root: false,
    package_update: true,
    packages: [
      ...[
        "ca-certificates",
        "chrony",
        "curl",
        "docker-cli",
        "docker-compose",
        "docker.io",
        "iproute2",
        "iptables",
      ],
      ...["nftables", "openssh-server", "procps", "unattended-upgrades"],
    ],
    // Before packages are installed, so that no service starts with other settings first.
    bootcmd: [`getent group cordillera || groupadd --gid ${serviceUserId} cordillera`, makeUser()],
    write_files: [
      writeFile("/etc/nftables.conf", renderNftables(plan, host), "0755"),
      writeFile("/etc/ssh/sshd_config.d/cordillera.conf", sshdSettings),
      writeFile("/etc/docker/daemon.json", `${JSON.stringify(dockerSettings, null, 2)}\n`),
      writeFile("/etc/systemd/journald.conf.d/cordillera.conf", journalSettings),
      writeFile("/etc/apt/apt.conf.d/60cordillera", upgradeSettings),
      writeFile("/etc/sysctl.d/60-cordillera.conf", kernelSettings),
    ],
    // One command line, so that the first failure ends first boot and the host never counts as made.
    runcmd: [["bash", "-euo", "pipefail", "-c", firstBoot.join("\n")]],
  };
  return `#cloud-config\n${stringify(config, { lineWidth: 0 })}`;
}

function makeUser(): string {
  const options = `--uid ${serviceUserId} --gid ${serviceUserId} --no-create-home --home-dir /srv/cordillera`;
  return `getent passwd cordillera || useradd ${options} --shell /usr/sbin/nologin cordillera`;
}

function writeFile(path: string, content: string, permissions = "0644") {
  return { path, permissions, content };
}
