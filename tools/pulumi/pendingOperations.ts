import { mustPulumi } from "./runPulumi";

export interface PendingOperation {
  /** `creating`, `updating` … */
  type: string;
  /** Type and name of the resource. */
  resource: string;
}

interface Export {
  deployment: { pending_operations?: { type: string; resource: { urn: string } }[] };
}

/** What a stack export says was under way when pulumi was killed, and the same export without it. */
export function takePendingOperations(exported: string): { pending: PendingOperation[]; cleared: string } {
  const state = JSON.parse(exported) as Export;
  const pending = (state.deployment.pending_operations ?? []).map(({ type, resource }) => {
    const [, , types = "", name = ""] = resource.urn.split("::");
    return { type, resource: `${types.split(":").at(-1)} ${name}` };
  });
  const { pending_operations: _, ...deployment } = state.deployment;
  return { pending, cleared: JSON.stringify({ ...state, deployment }) };
}

/**
 * Forgets operations that were under way. Safe with our resources only because each `create` adopts what it finds.
 */
export async function clearPendingOperations(stack: string): Promise<PendingOperation[]> {
  const exported = await mustPulumi(["stack", "export", "--stack", stack]);
  const { pending, cleared } = takePendingOperations(exported);
  if (pending.length > 0) await mustPulumi(["stack", "import", "--stack", stack], { input: cleared });
  return pending;
}
