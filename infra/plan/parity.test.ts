import { join } from "node:path";
import { parse, stringify } from "yaml";
import { exampleContracts } from "../../test/unit/exampleNetwork";
import { readGoldenSource } from "../../tools/goldenStack";
import { parseNetwork } from "../config/parseNetwork";
import type { NetworkDescription } from "../config/schema";
import { servicesOf } from "../vocab/servicesOfRole";
import type { Plan } from "./plan";
import { planNetwork } from "./planNetwork";

const rootDir = join(__dirname, "../..");
const stacks = ["local", "testnet", "mainnet"] as const;

/** The plan of a stack, after a change of its description. */
function plan(stack: string, change: (description: NetworkDescription) => void = () => undefined): Plan {
  const source = readGoldenSource(stack, rootDir);
  const description = parse(source.description.text) as NetworkDescription;
  change(description);
  const text = stringify(description);
  return planNetwork(parseNetwork({ ...source, description: { ...source.description, text } }));
}

/** Paths at which two plans differ, list places left out: `hosts[].isProtected`. */
function differences(left: unknown, right: unknown, path = ""): string[] {
  if (JSON.stringify(left) === JSON.stringify(right)) return [];
  const isBag = (value: unknown): value is Record<string, unknown> =>
    typeof value === "object" && value !== null;
  if (!isBag(left) || !isBag(right) || Array.isArray(left) !== Array.isArray(right)) return [path];
  if (Array.isArray(left) && left.length !== (right as unknown as unknown[]).length) return [path];
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  const below = [...keys].flatMap((key) =>
    differences(left[key], right[key], Array.isArray(left) ? `${path}[]` : path ? `${path}.${key}` : key),
  );
  return [...new Set(below)].sort();
}

// A devnet where there is no Celestia: the one service that a cloud network has not, nor may have.
const standIn = "da";

describe("local, testnet and mainnet", () => {
  test.each(stacks)(
    "%s is planned from its description alone: under another stack's name the same",
    (stack) => {
      const other = readGoldenSource(stack, rootDir);
      const renamed = planNetwork(parseNetwork({ ...other, stack: "another" }));
      expect(differences(plan(stack), renamed)).toEqual(["hosts[].labels.cordillera.stack", "stack"]);
    },
  );

  test("differ by their environment in strictness and guards, and in nothing that runs", () => {
    const contracts = exampleContracts;
    const asTestnet = plan("testnet", (description) => Object.assign(description, { contracts }));
    const asMainnet = plan("testnet", (description) =>
      Object.assign(description, { contracts, environment: "mainnet", chainId: 424242 }),
    );
    expect(differences(asTestnet, asMainnet)).toEqual([
      "chainId",
      "consensusChainId",
      "contracts.chainId",
      "egress",
      "environment",
      "hosts[].isProtected",
    ]);
  });

  test("run the same services for the same roles, with the same ports and limits", () => {
    const seen = new Map<string, string>();
    for (const stack of stacks) {
      for (const { name, roles, services: all } of plan(stack).hosts) {
        const services = all.filter((service) => service.name !== standIn);
        expect(services.map((service) => service.name).sort()).toEqual([...servicesOf(roles, [])].sort());
        for (const { image: _image, ...service } of services) {
          const text = JSON.stringify(service);
          expect([name, seen.get(service.name) ?? text]).toEqual([name, text]);
          seen.set(service.name, text);
        }
      }
    }
  });

  test("run the same images of the same release", () => {
    const digests = stacks.map((stack) =>
      Object.entries(plan(stack).release.images)
        .filter(([name]) => name !== standIn)
        .map(([name, image]) => `${name} ${image.split("@")[1]}`),
    );
    expect(digests[1]).toEqual(digests[0]);
    expect(digests[2]).toEqual(digests[0]);
  });

  test("open the same ports on the mesh and to the world for the same services", () => {
    const opened = (stack: string) => {
      const { firewall, privateCidr, underlayCidr } = plan(stack);
      // Who the operator is, and which range the mesh has, is what descriptions say.
      const isPublished = ({ on, service }: Plan["firewall"][number]) =>
        on === "outside" && underlayCidr !== undefined && !["ssh", "mesh", "haproxy"].includes(service);
      return new Set(
        firewall
          .filter((rule) => !isPublished(rule) && rule.service !== standIn)
          .map(({ service, port, protocol, on, from }) => {
            const who = service === "ssh" ? "operators" : from.join(" ").replace(privateCidr, "mesh");
            return `${service} ${protocol} ${port} ${on} ${who}`;
          }),
      );
    };
    expect(opened("testnet")).toEqual(opened("local"));
    expect(opened("mainnet")).toEqual(opened("local"));
  });
});
