import { readFileSync } from "node:fs";
import { Config } from "@pulumi/pulumi";
import { applyContracts } from "../../../infra/components/contracts";

// It runs as one file in a folder of the test's own, where what is compiled can be changed.
const { plan, args } = JSON.parse(readFileSync(new Config().require("wanted"), "utf8"));
const applied = applyContracts(plan, { ...args, rootDir: process.cwd() });
export const { addresses } = applied;
