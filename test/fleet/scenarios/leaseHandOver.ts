import type { Fleet } from "../fleet";

interface AuditLine {
  to: string;
  result: string;
  lease?: string;
}

/** A rollout that reaches the holder of the lease has it hand the lease over first. */
export function leaseIsHandedOver(fleet: Fleet): void {
  const watcher = "local-witness-1";
  const sequencers = fleet.validators.filter((host) => host !== watcher);

  /** Leases that ended so far, by reason, as a host that the rollout leaves alone counts them. */
  const endedLeases = async (): Promise<Record<string, number>> => {
    const { privateAddress } = fleet.planned(watcher);
    const text = await fleet.onHost(watcher, `curl -sf --max-time 5 http://${privateAddress}:9001/metrics`);
    const lines = text.matchAll(/^cordillera_lease_rotations_total{reason="([a-z-]+)"} (\d+)$/gm);
    return Object.fromEntries([...lines].map(([, reason, count]) => [reason!, Number(count)]));
  };
  const lastAudit = async (host: string): Promise<AuditLine> =>
    JSON.parse(await fleet.onHost(host, "tail -n 1 /srv/cordillera/audit.log"));

  test("hands the lease over before the holder's node is made anew, and loses none by misses", async () => {
    const before = { ended: await endedLeases(), generations: await fleet.generations() };
    const hosts = (fleet.description.hosts as { name: string }[]).map((host) =>
      sequencers.includes(host.name) ? { ...host, memoryMb: { app: 500 } } : host,
    );
    fleet.description = { ...fleet.description, hosts };
    fleet.stack.describe(fleet.description);
    await fleet.deploy();

    const audits = await Promise.all(sequencers.map(lastAudit));
    expect(audits.map(({ result }) => result)).toEqual(["healthy", "healthy", "healthy"]);
    const after = { ended: await endedLeases(), generations: await fleet.generations() };
    for (const host of sequencers) expect(after.generations[host]).not.toBe(before.generations[host]);
    const more = (reason: string) => (after.ended[reason] ?? 0) - (before.ended[reason] ?? 0);
    const told = audits.flatMap(({ lease }) => (lease ? [lease] : []));
    expect(told.filter((line) => !/^lease handed over at height \d+$/.test(line))).toEqual([]);
    expect(more("handed-over")).toBe(told.length);
    // A lease may end of itself between two waves; whoever holds then is asked when its turn comes.
    expect(more("handed-over") + more("rotation")).toBeGreaterThanOrEqual(1);
    expect(more("missed")).toBe(0);
    await fleet.waitForBlocks(2, 20_000);
  });
}
