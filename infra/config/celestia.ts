import { z } from "zod";
import { celestiaNetworks } from "../vocab/words";
import type { Fault } from "./fault";
import type { NetworkDescription } from "./schema";

const endpointPattern = /^([a-z0-9]+([.-][a-z0-9]+)*):(\d{1,5})$/;

const isEndpoint = (text: string): boolean => {
  const port = Number(endpointPattern.exec(text)?.[3] ?? 0);
  return port >= 1 && port <= 65535;
};

export const celestiaSchema = z.strictObject({
  network: z
    .enum(celestiaNetworks)
    .describe(
      "Celestia network of the light nodes: its testnet or its mainnet; mainnet allows celestia only.",
    ),
  coreEndpoint: z
    .string()
    .refine(isEndpoint, "must be a host and a port such as consensus.example.org:9090")
    .describe("gRPC of a Celestia consensus node, through which the light nodes send transactions."),
  coreTls: z.boolean().default(false).describe("Whether that endpoint speaks TLS."),
});

/** Host and port of an endpoint that passed the schema. */
export function splitEndpoint(endpoint: string): { host: string; port: number } {
  const [, host, , port] = endpointPattern.exec(endpoint)!;
  return { host: host!, port: Number(port) };
}

export function checkCelestia({ environment, celestia }: Partial<NetworkDescription>): Fault[] {
  if (environment !== "mainnet" || celestia === undefined || celestia.network === "celestia") return [];
  return [{ path: "celestia.network", rule: "must be celestia on mainnet", got: celestia.network }];
}
