import { openSession } from "../infra/resources/sessions/hostSession";
import { connectionOf } from "./hosts/connection";
import { LogWishError, logCommand, parseLogWish } from "./logs/logCommand";
import { readStackOutputs } from "./pulumi/stackOutputs";
import { runTool } from "./runTool";
import { namedStack } from "./terminal/namedStack";

// HOST= is needed; SERVICE=, SINCE=, FOLLOW= narrow it down.
runTool(async () => {
  const stack = namedStack([]);
  const wish = parseLogWish(process.env);
  const command = logCommand(wish);
  const { hosts } = await readStackOutputs(stack);
  const host = hosts[wish.host ?? ""];
  if (!host) throw new LogWishError({ name: "HOST", got: wish.host, known: Object.keys(hosts) });
  const session = await openSession(connectionOf(stack, host), 10_000);
  // Ctrl-C is how following ends: closing the connection ends the command on the host.
  const interrupted = new Promise<number>((done) => process.on("SIGINT", () => done(0)));
  try {
    return await Promise.race([session.follow(command, (text) => process.stdout.write(text)), interrupted]);
  } finally {
    session.close();
  }
});
