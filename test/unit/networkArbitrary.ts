import fc from "fast-check";
import { providerCatalogues } from "../../infra/config/regions";
import type { Role } from "../../infra/vocab/words";
import { type ExampleDescription, exampleCloud, exampleDocker } from "./exampleNetwork";

const roleSets: Role[][] = [
  ...([["sequencer"], ["witness"], ["rpc"], ["edge"], ["monitor"]] as Role[][]),
  ...([
    ["edge", "monitor"],
    ["sequencer", "edge"],
    ["witness", "monitor"],
    ["rpc", "edge"],
  ] as Role[][]),
];

interface Draft {
  roles: Role[];
  power: number;
  region: number;
  hasRemoteSigner?: boolean;
}

const draft: fc.Arbitrary<Draft> = fc.record({
  roles: fc.constantFrom(...roleSets),
  power: fc.integer({ min: 1, max: 50 }),
  region: fc.nat(),
  hasRemoteSigner: fc.boolean(),
});

/** Descriptions that keep every rule, cloud and docker, with one sequencer at least. */
export const networkArbitrary: fc.Arbitrary<ExampleDescription> = fc
  .tuple(fc.boolean(), fc.array(draft, { maxLength: 30 }))
  .map(([isDocker, drafts]) =>
    buildNetwork([{ roles: ["sequencer"], power: 1, region: 0 }, ...drafts], isDocker),
  );

function buildNetwork(drafts: readonly Draft[], isDocker: boolean): ExampleDescription {
  const { regions } = providerCatalogues.hetzner;
  const hosts = drafts.map(({ roles, power, region, hasRemoteSigner }, i) => {
    const place = isDocker ? "local" : regions[region % regions.length]!;
    const isValidator = roles.includes("sequencer") || roles.includes("witness");
    return {
      name: `${place}-${roles[0]}-${i + 1}`,
      provider: isDocker ? "docker" : "hetzner",
      region: place,
      roles,
      power: isValidator ? power : 0,
      ...(isDocker ? {} : { serverType: "ccx13" }),
      ...(isValidator && hasRemoteSigner
        ? {
            remoteSigner: { publicKey: Buffer.alloc(32, i).toString("base64"), from: [`198.51.100.${i}/32`] },
          }
        : {}),
    };
  });
  const base = isDocker ? exampleDocker() : exampleCloud();
  const publish = {
    ...{ sshBasePort: 2000, rpcBasePort: 8000, metricsBasePort: 9000 },
    ...{ httpPort: 10_000, httpsPort: 11_000, prometheusPort: 12_000 },
  };
  return { ...base, ...(isDocker ? { publish } : {}), privateNetwork: { cidr: "10.90.0.0/24" }, hosts };
}
