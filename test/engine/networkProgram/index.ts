import { readFileSync } from "node:fs";
import { Config } from "@pulumi/pulumi";
import type * as contracts from "../../../infra/components/contracts";

// The test runs a copy of this folder, where it can change what is compiled.
const config = new Config();
const { applyContracts } = require(
  `${config.require("project")}/infra/components/contracts`,
) as typeof contracts;

const { plan, args } = JSON.parse(readFileSync(config.require("wanted"), "utf8"));
const applied = applyContracts(plan, { ...args, rootDir: process.cwd() });
export const { addresses } = applied;
