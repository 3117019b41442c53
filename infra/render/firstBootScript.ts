import { hostPaths, networkPaths, serviceUserId } from "./paths";

export const firstBootScriptFile = "/usr/local/sbin/cordillera-first-boot";

/** Stands where first boot went through to its end; on the machine's own disk, since it tells of this machine. */
export const firstBootMarker = "/var/lib/cordillera/first-boot-done";

/** Keeps packages from starting their services before the firewall stands; gone when first boot ends. */
export const holdServicesFile = "/usr/sbin/policy-rc.d";

/** What a device of the data disk is called on the machine, and where it belongs. */
export interface DataDisk {
  /** A name that stays, under /dev/disk/by-id. */
  device: string;
}

const mountDisk = ({ device }: DataDisk) => `say "data disk"
if ! mountpoint -q ${hostPaths.root}; then
  # The provider attaches it after the machine is made.
  for _ in $(seq 600); do [ -b ${device} ] && break; sleep 1; done
  [ -b ${device} ] || { say "no disk ${device} after 600 s"; exit 1; }
  found=0; blkid -p ${device} || found=$?
  # 2: certainly nothing on it. Anything else is data, or a disk that cannot be read.
  if [ "$found" = 2 ]; then mkfs.ext4 -q -L cordillera ${device}; elif [ "$found" != 0 ]; then exit 1; fi
  install -d -m 0755 ${hostPaths.root}
  grep -q '^${device} ' /etc/fstab \\
    || echo '${device} ${hostPaths.root} ext4 defaults,noatime,nofail,x-systemd.device-timeout=60s 0 2' >>/etc/fstab
  systemctl daemon-reload
  mount ${hostPaths.root}
fi
`;

/** What runs once on a new machine when its packages are there; a second run changes nothing. */
export function renderFirstBootScript(options: { disk?: DataDisk } = {}): string {
  const owned = `install -d -o ${serviceUserId} -g ${serviceUserId}`;
  return `#!/bin/bash
set -euo pipefail
say() { echo "cordillera: $*"; }
trap 'rm -f ${holdServicesFile}' EXIT
trap 'say "line $LINENO failed: $BASH_COMMAND"' ERR

say "kernel settings, no swap"
swapoff -a
sed -ri '/^[^#]\\S*\\s+\\S+\\s+swap\\s/s/^/#/' /etc/fstab
sysctl --quiet --system

${options.disk ? mountDisk(options.disk) : ""}say "folders"
install -d -m 0755 ${hostPaths.root} ${hostPaths.root}/generations
install -d -m 0700 ${networkPaths.folder}
${owned} -m 0755 ${hostPaths.data}
${owned} -m 0700 ${hostPaths.keys}

say "firewall and private network, before Docker"
rm -f ${holdServicesFile}
systemctl daemon-reload
systemctl enable --now cordillera-network

say "ssh, log, clock, updates"
sshd -t
systemctl reload ssh
systemctl restart systemd-journald
systemctl enable --now chrony unattended-upgrades logrotate.timer

say "Docker"
systemctl enable --now docker
for _ in $(seq 60); do docker info >/dev/null 2>&1 && break; sleep 1; done
docker info --format 'Docker {{.ServerVersion}}, {{.Driver}}'
docker compose version

install -d -m 0755 $(dirname ${firstBootMarker})
date -u +%FT%TZ >${firstBootMarker}
say "first boot is done"
`;
}
