import type { dynamic } from "@pulumi/pulumi";
import type { ResourceKind } from "../../infra/resources/dynamicResource";
import { providerText } from "../../infra/resources/providerText";

/** A provider as the engine runs it: from its text, not from the module. */
export function loadProvider(kind: ResourceKind): dynamic.ResourceProvider {
  const loaded = { exports: {} as { handler(): dynamic.ResourceProvider } };
  new Function("exports", "require", "module", providerText(kind))(loaded.exports, require, loaded);
  return loaded.exports.handler();
}
