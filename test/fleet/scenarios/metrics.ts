import type { Fleet } from "../fleet";

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
}
