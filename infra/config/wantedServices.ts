import type { OptionalServiceName } from "../vocab/words";
import type { NetworkDescription } from "./schema";

/** The optional services that a description asks for. */
export function wantedServices({
  celestia,
}: Pick<Partial<NetworkDescription>, "celestia">): OptionalServiceName[] {
  return celestia ? ["celestia"] : [];
}
