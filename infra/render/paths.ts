/** Where things lie on a host. */
export const hostPaths = {
  root: "/srv/cordillera",
  current: "/srv/cordillera/current",
  keys: "/srv/cordillera/keys",
  data: "/srv/cordillera/data",
} as const;

/** Firewall and mesh of a host. */
export const networkPaths = {
  folder: "/srv/cordillera/network",
  firstRules: "/etc/cordillera/nftables.conf",
  script: "/usr/local/sbin/cordillera-network",
} as const;

/** sshd of a host. */
export const sshPaths = {
  hostKey: "/srv/ssh/ssh_host_ed25519_key",
  // First in its folder: of two settings sshd takes the first, and cloud images bring files of their own.
  settings: "/etc/ssh/sshd_config.d/00-cordillera.conf",
  authorizedKeys: "/etc/ssh/authorized_keys/admin",
} as const;

/** Who may log in on a host: one user, by key; commands become root's by sudo. */
export const adminUser = "admin";

/** Every service runs as this user and group, and owns its data and keys on the host. */
export const serviceUserId = 10001;
