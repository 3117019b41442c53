import { execute } from "./execute";

/** Runs a docker command on the outer engine and gives its standard output. */
export async function docker(...args: string[]): Promise<string> {
  const done = await execute("docker", args, { timeoutMs: 120_000 });
  if (done.code !== 0) throw new Error(`docker ${args.join(" ")}: exit ${done.code}\n${done.output}`);
  return done.stdout;
}

/** Everything on the outer engine that carries a stack's label. */
export async function leftovers(stack: string): Promise<string[]> {
  const filter = ["--filter", `label=cordillera.stack=${stack}`];
  const found = await Promise.all([
    docker("ps", "-a", ...filter, "--format", "container {{.Names}}"),
    docker("volume", "ls", ...filter, "--format", "volume {{.Name}}"),
    docker("network", "ls", ...filter, "--format", "network {{.Name}}"),
  ]);
  return found.join("").split("\n").filter(Boolean).sort();
}
