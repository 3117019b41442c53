import { meshInterface } from "./mesh";
import { networkPaths } from "./paths";

/** Where the script lies on every host. */
export const networkScriptPath = networkPaths.script;

/**
 * The one script that puts firewall and mesh in place: before Docker at every start, and whenever they changed. The
 * same text in images/host and in cloud-init.
 */
export const networkScript = `#!/bin/bash
# Firewall and mesh of this host, from the files in ${networkPaths.folder}.
#   apply         puts both in place; changes nothing that is right already, and keeps open sessions
#   key           tells the mesh's public key; made here when there is none
#   try SECONDS   takes the files in next/; without a \`keep\` in time the former ones come back
#   keep          the files that were tried stay
#   watch         applies again when the interface or the rules are gone
set -euo pipefail
umask 077

folder=${networkPaths.folder}
# What first boot wrote, for a host whose disk holds no rules yet.
firstRules=${networkPaths.firstRules}
interface=${meshInterface}
lock=/run/cordillera-network.lock
files=(nftables.conf mesh.conf)

# Until a host has rules of its own it answers SSH and nothing else.
closedRules='table inet cordillera
delete table inet cordillera
table inet cordillera {
  chain input {
    type filter hook input priority -200; policy drop;
    ct state established,related accept
    iifname "lo" accept
    meta l4proto { icmp, ipv6-icmp } accept
    tcp dport 22 accept
  }
  chain forward {
    type filter hook forward priority -200; policy drop;
    ct state established,related accept
    iifname { "docker*", "br-*" } accept
  }
}'

makeKey() {
  [ ! -s "$folder/mesh.key" ] || return 0
  wg genkey >"$folder/mesh.key.new"
  mv "$folder/mesh.key.new" "$folder/mesh.key"
}

applyFirewall() {
  local file
  for file in "$folder/nftables.conf" "$firstRules"; do
    [ ! -s "$file" ] || { nft -f "$file"; return; }
  done
  nft -f - <<<"$closedRules"
}

setting() { sed -n "s/^$1 = //p" "$folder/mesh.conf" | head -n 1; }

# By the kernel's module where there is one, else in user space.
makeInterface() {
  [ ! -e "/sys/class/net/$interface" ] || return 0
  ip link add "$interface" type wireguard 2>/dev/null && return 0
  if [ ! -e /dev/net/tun ]; then mkdir -p /dev/net; mknod -m 0600 /dev/net/tun c 10 200; fi
  rm -f "/run/wireguard/$interface.sock"
  # It must not hold the lock for as long as it lives.
  LOG_LEVEL=error wireguard-go "$interface" >/dev/null 2>&1 9>&-
}

# syncconf touches only what differs: a peer that stays keeps its session.
applyMesh() {
  if [ ! -s "$folder/mesh.conf" ]; then ip link delete "$interface" 2>/dev/null || true; return; fi
  makeInterface
  # A service may start while the interface is being made; a connection to a dead host ends after half a minute.
  sysctl -qw net.ipv4.ip_nonlocal_bind=1 net.ipv4.tcp_retries2=6
  wg syncconf "$interface" <(
    printf '[Interface]\\nPrivateKey = %s\\n' "$(<"$folder/mesh.key")"
    sed -E '/^(\\[Interface\\]|Address|MTU)/d' "$folder/mesh.conf"
  )
  local address line
  address=$(setting Address)
  ip link set dev "$interface" mtu "$(setting MTU)" up
  ip address replace "$address" dev "$interface"
  while read -r line; do
    [ "$line" = "$address" ] || ip address delete "$line" dev "$interface"
  done < <(ip -4 -o address show dev "$interface" | awk '{ print $4 }')
}

apply() { applyFirewall; applyMesh; }

bringBack() {
  local file
  for file in "\${files[@]}"; do
    if [ -e "$folder/former/$file" ]; then mv "$folder/former/$file" "$folder/$file"; else rm -f "$folder/$file"; fi
  done
  rm -rf "$folder/former" "$folder/unproven"
}

try() {
  local file token
  nft -c -f "$folder/next/nftables.conf"
  [ ! -e "$folder/unproven" ] || bringBack
  token=$RANDOM$RANDOM
  rm -rf "$folder/former"; mkdir "$folder/former"
  for file in "\${files[@]}"; do
    [ ! -e "$folder/$file" ] || cp -p "$folder/$file" "$folder/former/$file"
  done
  echo "$token" >"$folder/unproven"
  for file in "\${files[@]}"; do mv "$folder/next/$file" "$folder/$file"; done
  # A session of its own: it must outlive the connection that it may have cut.
  setsid -f "$0" expire "$1" "$token" </dev/null >/dev/null 2>&1 9>&-
  # By itself, so that its failure ends here and not half-way.
  CORDILLERA_LOCKED=1 "$0" apply || { bringBack; apply; return 1; }
}

expire() {
  sleep "$1"
  exec 9>"$lock"; flock 9
  [ "$(cat "$folder/unproven" 2>/dev/null)" = "$2" ] || return 0
  bringBack
  apply
}

# A timed read on a pipe that nobody writes: waiting starts no process
watch() {
  local silence turn=0
  exec {silence}<> <(:)
  while :; do
    read -r -t 5 -u "$silence" _ || true
    turn=$(((turn + 1) % 6))
    if [ -s "$folder/mesh.conf" ] && [ ! -e "/sys/class/net/$interface" ]; then "$0" apply || true; continue; fi
    [ $turn -ne 0 ] || nft list chain inet cordillera input >/dev/null 2>&1 || "$0" apply || true
  done
}

install -d -m 0700 "$folder"
case \${1:-apply} in
  watch) watch ;;
  expire) expire "$2" "$3" ;;
  *)
    if [ -z "\${CORDILLERA_LOCKED:-}" ]; then
      exec 9>"$lock"; flock 9
      # A trial that a restart cut short was never proven.
      if [ -e "$folder/unproven" ] && ! pgrep -f 'cordillera-network expire' >/dev/null; then bringBack; fi
    fi
    makeKey
    case \${1:-apply} in
      apply) apply ;;
      key) wg pubkey <"$folder/mesh.key" ;;
      try) try "$2" ;;
      keep) [ -e "$folder/unproven" ] || { echo "too late: the former files are back" >&2; exit 1; }
        rm -rf "$folder/former" "$folder/unproven" ;;
      *) sed -n '2,7s/^# *//p' "$0" >&2; exit 64 ;;
    esac
    ;;
esac
`;

/** systemd runs it on cloud hosts; Docker starts behind it, and again behind it. */
export const networkUnit = `[Unit]
Description=Firewall and mesh of the host
Wants=network-pre.target
After=network-pre.target systemd-sysctl.service
Before=docker.service
PartOf=docker.service

[Service]
ExecStartPre=${networkScriptPath} apply
ExecStart=${networkScriptPath} watch
Restart=always
RestartSec=2
# The user-space tunnel lives on while this is started again.
KillMode=process

[Install]
WantedBy=multi-user.target docker.service
`;
