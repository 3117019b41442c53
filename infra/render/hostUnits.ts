import { networkUnit } from "./networkScript";
import { hostPaths } from "./paths";

// Its files lie on the data disk; without the disk it still closes the host.
const networkMount = `[Unit]
WantsMountsFor=${hostPaths.root}
`;

// Without its disk a validator would forget what it has signed, and without its firewall it would be open: Docker stays down.
const dockerNeeds = `[Unit]
Requires=cordillera-network.service
After=cordillera-network.service
RequiresMountsFor=${hostPaths.root}
`;

/** systemd's part of a cloud host, by path. */
export const hostUnits: Record<string, string> = {
  "/etc/systemd/system/cordillera-network.service": networkUnit,
  "/etc/systemd/system/cordillera-network.service.d/disk.conf": networkMount,
  "/etc/systemd/system/docker.service.d/cordillera.conf": dockerNeeds,
};
