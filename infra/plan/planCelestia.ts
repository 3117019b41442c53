import { splitEndpoint } from "../config/celestia";
import type { Network } from "../config/parseNetwork";
import type { PlannedCelestia } from "./plan";

/** What every light node of the network is told. */
export function planCelestia(celestia: NonNullable<Network["celestia"]>): PlannedCelestia {
  const { host, port } = splitEndpoint(celestia.coreEndpoint);
  return { network: celestia.network, coreHost: host, corePort: port, coreTls: celestia.coreTls };
}
