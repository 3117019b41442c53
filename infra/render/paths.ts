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
} as const;

/** Every service runs as this user and group, and owns its data and keys on the host. */
export const serviceUserId = 10001;
