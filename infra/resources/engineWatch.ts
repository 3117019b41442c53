import { connect } from "node:net";

/**
 * Ends this provider process soon after its engine is gone. After kill -9 of `pulumi` the process would live on,
 * holding ssh connections and with them host locks, while the operator starts the next `up`.
 */
export function watchEngine(address = process.argv[2]): void {
  const shared = globalThis as { cordilleraEngineWatch?: boolean };
  const engine = /^127\.0\.0\.1:(\d+)$/.exec(address ?? "");
  if (!engine || shared.cordilleraEngineWatch) return;
  shared.cordilleraEngineWatch = true;
  const parent = process.ppid;
  let refusals = 0;
  setInterval(() => {
    // Another engine may have been given the same port.
    if (process.ppid !== parent) process.exit(1);
    const probe = connect({ host: "127.0.0.1", port: Number(engine[1]) });
    probe.on("connect", () => {
      refusals = 0;
      probe.destroy();
    });
    probe.on("error", () => {
      refusals += 1;
      if (refusals >= 2) process.exit(1);
    });
  }, 1_000).unref();
}
