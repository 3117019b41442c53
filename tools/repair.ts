import { clearPendingOperations } from "./pulumi/pendingOperations";
import { clearStaleLocks } from "./pulumi/stackLock";
import { runTool } from "./runTool";
import { namedStack } from "./terminal/namedStack";

// After a killed `pulumi up`: locks of dead processes go, and so do operations that were under way.
runTool(async () => {
  const stack = namedStack();
  const locks = await clearStaleLocks(stack);
  for (const { pid, hostname, timestamp } of locks) {
    console.log(`cleared the lock of process ${pid} on ${hostname}, from ${timestamp}`);
  }
  const pending = await clearPendingOperations(stack);
  for (const { type, resource } of pending) console.log(`was under way: ${type} ${resource}`);
  if (locks.length + pending.length === 0) console.log("nothing to repair");
  console.log(
    `Next: ${stack === "local" ? "make up" : `make deploy STACK=${stack}`} (it goes on where the other stopped)`,
  );
  return 0;
});
