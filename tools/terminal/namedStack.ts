/** The stack that a command is about: STACK=, else the first argument, else `local`. */
export function namedStack(args: readonly string[] = process.argv.slice(2)): string {
  return process.env.STACK || args.find((arg) => !arg.startsWith("-")) || "local";
}
