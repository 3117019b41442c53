import { waitFor } from "../../stack/waitFor";
import type { Fleet } from "../fleet";
import { renderAlertCases } from "./daAlerts";

const monitor = "local-edge-1";
const blocksPerBlob = 64;

/** Every 64 finalized blocks are on DA, whatever befell the network before. */
export function blocksReachDa(fleet: Fleet): void {
  const statuses = () => Promise.all(fleet.validators.map((host) => fleet.statusOf(host)));

  test("every node has found each whole range of 64 blocks on the devnet", async () => {
    const first = Math.max(...(await statuses()).map((status) => status?.evmHeight ?? 0));
    const due = Math.max(1, Math.floor(first / blocksPerBlob)) * blocksPerBlob;
    const confirmed = await waitFor(`block ${due} on DA, for every node`, 300_000, async () => {
      const found = (await statuses()).map((status) => status?.da?.confirmedTo ?? 0);
      return found.every((to) => to >= due) && found;
    });
    for (const to of confirmed) expect(to % blocksPerBlob).toBe(0);
    expect((await statuses()).flatMap((status) => status?.degraded ?? ["no answer"])).toEqual([]);
  });

  test("Prometheus has the alerts on DA, and each fires when it should and not else", async () => {
    const { privateAddress } = fleet.planned(monitor);
    const rules = await fleet.onHost(
      monitor,
      `curl -sf --max-time 5 http://${privateAddress}:9090/api/v1/rules`,
    );
    const { groups } = (
      JSON.parse(rules) as { data: { groups: { rules: { name: string; health: string }[] }[] } }
    ).data;
    expect(groups.flatMap((group) => group.rules.map(({ name, health }) => `${name} ${health}`))).toEqual(
      ["DaLagging", "DaBacklog", "DaDown", "DaNotEqual", "DaBalanceLow"].map((name) => `${name} ok`),
    );
    const cases = Buffer.from(renderAlertCases("/etc/prometheus/alerts.yml")).toString("base64");
    const container = "$(docker ps -q --filter label=com.docker.compose.service=prometheus)";
    const check = `docker exec -i ${container} promtool test rules /dev/stdin 2>&1; echo "exit $?"`;
    expect(await fleet.onHost(monitor, `echo ${cases} | base64 -d | { ${check}; }`)).toMatch(
      /SUCCESS\s+exit 0\n$/,
    );
  });
}
