import type { OptionalServiceName } from "../vocab/words";
import type { NetworkDescription } from "./schema";

/** The optional services that a description asks for. */
export function wantedServices({
  celestia,
  tls,
  da,
}: Pick<Partial<NetworkDescription>, "celestia" | "tls" | "da">): OptionalServiceName[] {
  return [
    ...(celestia ? (["celestia"] as const) : []),
    ...(tls?.acme ? (["acme"] as const) : []),
    ...(da ? (["da"] as const) : []),
  ];
}
