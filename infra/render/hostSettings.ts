import { portOf } from "../plan/portCatalogue";

/** Docker of a machine of its own; containers as hosts have theirs in images/host. */
const dockerSettings = {
  // A port that somebody publishes by mistake is the host's own business.
  ip: "127.0.0.1",
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
const aptSettings = `Acquire::Retries "5";
DPkg::Lock::Timeout "300";
APT::Periodic::Update-Package-Lists "1";
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
net.ipv4.conf.all.send_redirects=0
net.ipv4.conf.all.accept_source_route=0
net.ipv6.conf.all.accept_redirects=0
`;

const auditRotation = `/srv/cordillera/audit.log {
  monthly
  rotate 24
  compress
  missingok
  notifempty
  copytruncate
}
`;

/** Files of a cloud host that are the same on every one, by path. */
export const hostSettings: Record<string, string> = {
  "/etc/apt/apt.conf.d/60cordillera": aptSettings,
  "/etc/docker/daemon.json": `${JSON.stringify(dockerSettings, null, 2)}\n`,
  "/etc/logrotate.d/cordillera": auditRotation,
  "/etc/sysctl.d/60-cordillera.conf": kernelSettings,
  "/etc/systemd/journald.conf.d/cordillera.conf": journalSettings,
};
