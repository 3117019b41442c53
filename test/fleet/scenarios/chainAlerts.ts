const hosts = ["a", "b", "c", "d"];

/** Heights of the hosts, a value each 10 s; the last one's are those of all that are not given. */
const heights = (...values: string[]) =>
  hosts.map((host, index) => ({
    series: `ande_chain_block_height{host="${host}"}`,
    values: values[index] ?? values.at(-1)!,
  }));

const told = (name: string, series: object[], alerts: object[], at: string) => ({
  name: `ChainStalled ${name}`,
  interval: "10s",
  input_series: series,
  alert_rule_test: [{ eval_time: at, alertname: "ChainStalled", exp_alerts: alerts }],
});

const fired = {
  exp_labels: { severity: "critical" },
  exp_annotations: {
    summary: "No block for a minute: a third or more of the voting power is away or parted from the rest.",
    runbook: "docs/runbooks/stuck-chain.md",
  },
};

/** The alert on a chain that makes no block (rows A03, A20). */
export function listChainCases(): object[] {
  const parted = "0+5x12 60x12 61+5x12";
  return [
    told(
      "A20 fires a minute after four validators were parted two and two",
      heights(parted),
      [fired],
      "3m20s",
    ),
    told("is silent within the first half of it", heights(parted), [], "2m20s"),
    told("A20 ends when they are healed", heights(parted), [], "5m"),
    told(
      "A03 fires while two of four are down",
      heights("0+5x12 60x30", "0+5x12 60x30", "0+5x12"),
      [fired],
      "4m",
    ),
    told("fires when no validator is seen", heights("0+5x12 _x30"), [fired], "9m"),
    told(
      "is silent while one of four is down, and while it begins anew",
      heights("0+5x6 _x6 0x20", "0+5x40"),
      [],
      "4m",
    ),
  ];
}
