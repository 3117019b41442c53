import { readFileSync } from "node:fs";
import { Config } from "@pulumi/pulumi";
import { applyContracts } from "../../../infra/components/contracts";
import { planOnce } from "../../../infra/components/plannedDeployment";

// It runs as one file in a folder of the test's own, where what is compiled can be changed.
const { plan, args } = JSON.parse(readFileSync(new Config().require("wanted"), "utf8"));
const planned = planOnce(plan, { ...args, rootDir: process.cwd() });
const applied = applyContracts(plan, planned, args);
export const { addresses } = applied;
