/** Runs a command line tool: its number is the exit code; expected failures are shown without a stack. */
export async function runTool(main: () => number | Promise<number>): Promise<void> {
  try {
    process.exitCode = await main();
  } catch (error) {
    // By name: the faults of resources are made by a function, not by this class.
    if ((error as Error)?.name !== "DeployError") throw error;
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
