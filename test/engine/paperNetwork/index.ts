import { Config, getStack } from "@pulumi/pulumi";
import { applyNetwork } from "../../../infra/components/applyNetwork";
import { parseNetwork } from "../../../infra/config/parseNetwork";
import { planNetwork } from "../../../infra/plan/planNetwork";
import { readGoldenSource } from "../../../tools/goldenStack";
import { putHostsOnPaper } from "./paperHosts";

const config = new Config();
const rootDir = config.require("rootDir");

putHostsOnPaper();
const plan = planNetwork(parseNetwork(readGoldenSource(getStack(), rootDir, config.require("description"))));

export const { endpoints, hosts, network } = applyNetwork(plan, { rootDir });
