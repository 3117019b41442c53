import { join } from "node:path";
import type { Connection } from "../../infra/resources/sessions/hostSession";
import type { HostOutput } from "../pulumi/stackOutputs";
import { paths } from "../setup/paths";

/** Folder with the operator's keys of a stack; destroy removes it. */
export const stackFolder = (stack: string): string => join(paths.cache, "stacks", stack);

/** How to reach a host of a stack by ssh, with its pinned key. */
export function connectionOf(stack: string, host: HostOutput): Connection {
  return {
    host: host.address,
    port: host.sshPort,
    hostKey: host.hostKey,
    keyFile: join(stackFolder(stack), "ssh_key"),
  };
}
