import type { Fleet } from "../fleet";
import { renderAlertCases } from "./alertCases";

/** What Prometheus scrapes from the nodes is what Prometheus' own checker accepts. */
export function metricsAreClean(fleet: Fleet): void {
  test("promtool has nothing to say against a node's metrics", async () => {
    for (const host of fleet.validators) {
      const { privateAddress } = fleet.planned(host);
      const scrape = `curl -sf --max-time 5 http://${privateAddress}:9001/metrics`;
      expect(await fleet.onHost("local-edge-1", scrape)).toContain("\nande_chain_block_height ");
      const container = "$(docker ps -q --filter label=com.docker.compose.service=prometheus)";
      const check = `docker exec -i ${container} promtool check metrics 2>&1; echo "exit $?"`;
      expect(await fleet.onHost("local-edge-1", `${scrape} | { ${check}; }`)).toBe("exit 0\n");
    }
  });

  test("each alert rule fires when it must and is silent otherwise, in Prometheus' own words", async () => {
    const container = "$(docker ps -q --filter label=com.docker.compose.service=prometheus)";
    const cases = Buffer.from(renderAlertCases()).toString("base64");
    const check = "cat >/tmp/cases.yml && promtool test rules /tmp/cases.yml";
    const told = await fleet.onHost(
      "local-edge-1",
      `echo ${cases} | base64 -d | docker exec -i ${container} sh -c '${check}' 2>&1; echo "exit $?"`,
    );
    expect(told).toMatch(/SUCCESS\s+exit 0\n$/);
  });

  test("Prometheus evaluates the rules, and none of them fires on a sound network", async () => {
    const { prometheus } = fleet.outputs.endpoints;
    const answer = await fetch(`${prometheus}/api/v1/rules`, { signal: AbortSignal.timeout(5_000) });
    const { data } = (await answer.json()) as { data: { groups: { rules: Record<string, unknown>[] }[] } };
    const rules = data.groups.flatMap((group) => group.rules);
    // Prometheus lists groups by name.
    const names = [
      "LeaseNotMirrored",
      "DaLagging",
      "DaBacklog",
      "DaGap",
      "DaDown",
      "DaNotEqual",
      "DaBalanceLow",
      "ChainStalled",
      "ClockSkew",
      "ValidatorSetUnusable",
    ];
    expect(rules).toEqual(
      names.map((name) => expect.objectContaining({ name, health: "ok", state: "inactive" })),
    );
    const query = encodeURIComponent("count by (peer) (cordillera_clock_skew_seconds)");
    const seen = await fetch(`${prometheus}/api/v1/query?query=${query}`);
    const { data: found } = (await seen.json()) as { data: { result: { value: [number, string] }[] } };
    expect(found.result.map(({ value }) => value[1])).toEqual(["3", "3", "3", "3"]);
  });
}
