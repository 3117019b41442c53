import { z } from "zod";
import { DeployError } from "../../infra/vocab/errors";
import { roles } from "../../infra/vocab/words";
import { PulumiFailedError, runPulumi } from "./runPulumi";

const urls = z.record(z.string(), z.string());

const outputsSchema = z.object({
  endpoints: z.object({
    // A network without an edge has no front door, a cloud's Prometheus is behind the mesh.
    http: z.string().default(""),
    https: z.string().default(""),
    prometheus: z.string().default(""),
    rpc: urls,
    ws: urls,
    metrics: urls,
    doors: urls.default({}),
  }),
  hosts: z.record(
    z.string(),
    z.object({
      region: z.string(),
      provider: z.string(),
      roles: z.array(z.enum(roles)),
      /** Where its sshd answers. */
      address: z.string(),
      sshPort: z.number(),
      /** On the mesh. */
      privateAddress: z.string(),
      hostKey: z.string(),
      generation: z.string(),
    }),
  ),
  contracts: z.record(z.string(), z.string()),
  network: z.object({ chainId: z.number(), consensusChainId: z.string(), name: z.string() }),
});

export type StackOutputs = z.infer<typeof outputsSchema>;
export type HostOutput = StackOutputs["hosts"][string];

export class OutputsMissingError extends DeployError<"OUTPUTS_MISSING"> {
  constructor(at: { stack: string; faults: string[] }) {
    super("OUTPUTS_MISSING", `Stack "${at.stack}" has not been brought up completely.`, {
      details: at.faults,
      fix: at.stack === "local" ? "make up" : `make deploy STACK=${at.stack}`,
    });
  }
}

/**
 * The stack's outputs from the JSON that `pulumi stack output --json` prints.
 * @throws OUTPUTS_MISSING
 */
export function parseStackOutputs(stack: string, json: string): StackOutputs {
  const outputs: unknown = JSON.parse(json);
  const parsed = outputsSchema.safeParse(outputs);
  if (parsed.success) return parsed.data;
  if (Object.keys(outputs ?? {}).length === 0)
    throw new OutputsMissingError({ stack, faults: ["nothing of it was deployed yet"] });
  const faults = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  throw new OutputsMissingError({ stack, faults });
}

/**
 * @throws OUTPUTS_MISSING, PULUMI_FAILED
 */
export async function readStackOutputs(stack: string): Promise<StackOutputs> {
  const args = ["stack", "output", "--json", "--stack", stack];
  const result = await runPulumi(args);
  if (result.code === 0) return parseStackOutputs(stack, result.stdout);
  if (!/no stack named/.test(result.stderr)) throw new PulumiFailedError(args, result);
  throw new OutputsMissingError({ stack, faults: ["the backend has no stack of this name"] });
}
