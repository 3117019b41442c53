import { join } from "node:path";
import { ComponentResource, Config, getStack, RunError } from "@pulumi/pulumi";
import { parseNetwork } from "../../../infra/config/parseNetwork";
import { readStack } from "../../../infra/config/readStack";
import { planNetwork } from "../../../infra/plan/planNetwork";
import { DeployError } from "../../../infra/vocab/errors";
import { ToldFirstBoot } from "./toldFirstBoot";

// The makers themselves, with everything that they make at a provider; only the first contact is told.
const firstBoot = require.resolve("../../../infra/resources/machines/firstBoot");
require.cache[firstBoot] = { exports: { FirstBoot: ToldFirstBoot } } as unknown as NodeModule;
const { makersFor } =
  require("../../../infra/hosts/makersFor") as typeof import("../../../infra/hosts/makersFor");

/** Where `Host` would be, without what it does on the machine. */
class Machine extends ComponentResource {
  constructor(name: string) {
    super("cordillera:index:Host", name);
  }
}

function makeMachines(): Record<string, unknown> {
  const rootDir = join(__dirname, "../../..");
  const source = readStack(getStack(), { rootDir, descriptionFile: new Config().require("description") });
  const plan = planNetwork(parseNetwork(source));
  const makers = makersFor(plan, { publicKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOperator", file: "key" });
  return Object.fromEntries(
    plan.hosts.map((host) => {
      const { machineId, publicAddress } = makers[host.provider]!(host, new Machine(host.name));
      return [host.name, { machineId, publicAddress }];
    }),
  );
}

function tryMakeMachines() {
  try {
    return makeMachines();
  } catch (error) {
    throw error instanceof DeployError ? new RunError(error.message) : error;
  }
}

export const machines = tryMakeMachines();
