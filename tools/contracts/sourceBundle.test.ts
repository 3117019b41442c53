import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { paths } from "../setup/paths";
import { makeSourceBundle } from "./sourceBundle";

jest.setTimeout(120_000);

const artifactOf = (name: string) => join(paths.root, `contracts/out/${name}.sol/${name}.json`);
// Only set-up compiles contracts; make test begins with it.
const onceCompiled = existsSync(artifactOf("ProxyFactory")) ? test : test.skip;

onceCompiled("a bundle compiles to the very code that is deployed", () => {
  const solc = require("solc") as { compile(input: string): string };
  const name = "ProxyFactory";
  const { contract, compiler, input } = makeSourceBundle(name);
  const [file, target] = contract.split(":") as [string, string];
  const output = JSON.parse(solc.compile(JSON.stringify(input)));
  const artifact = JSON.parse(readFileSync(artifactOf(name), "utf8"));
  expect(`0x${output.contracts[file][target].evm.bytecode.object}`).toBe(artifact.bytecode.object);
  expect(compiler).toMatch(/^0\.8\.30\+commit\./);
  expect(JSON.stringify(input)).not.toContain(paths.root);
});
