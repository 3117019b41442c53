import type { StatusReport } from "../hosts/statusReport";
import { type HostReport, parseHostAnswer } from "./hostReport";
import { areValidatorsHealthy, judgeHost, renderStatusTable } from "./statusTable";

const status: StatusReport = {
  name: "local-sequencer-1",
  height: 120,
  evmHash: "0x1",
  stateRoot: "0x2",
  catchingUp: false,
  consensusPeers: 3,
  gethPeers: 3,
  lagBlocks: 0,
  healthy: true,
  ready: true,
  version: "0.1.0",
  startedAt: "2026-01-01T10:00:00Z",
};
const sequencer: HostReport = {
  host: "local-sequencer-1",
  output: {
    region: "local",
    provider: "docker",
    roles: ["sequencer"],
    address: "10.77.0.11",
    sshPort: 2201,
    privateAddress: "10.77.0.11",
    hostKey: "",
    generation: "1f00aa22bb33cc44",
  },
  generation: "1f00aa22bb33cc44",
  services: [{ name: "app", state: "Up 3 minutes (healthy)" }],
  status,
};
const edge: HostReport = {
  ...sequencer,
  host: "local-edge-1",
  output: { ...sequencer.output, roles: ["edge", "monitor"] },
};

describe("judgeHost", () => {
  test.each<[string, Partial<HostReport>]>([
    ["ok", {}],
    [
      "unreachable: No ssh connection to the host.",
      { unreachable: "No ssh connection to the host.", services: [] },
    ],
    [
      "geth: Restarting (1) 2 seconds ago",
      { services: [{ name: "geth", state: "Restarting (1) 2 seconds ago" }] },
    ],
    ["app: Up 1 minute (unhealthy)", { services: [{ name: "app", state: "Up 1 minute (unhealthy)" }] }],
    ["no service runs", { services: [] }],
    ["app: no answer", { silent: "no answer" }],
    ["not healthy (stuck, or behind its peers)", { status: { ...status, healthy: false } }],
    ["works, but DA fails since 70 s", { status: { ...status, degraded: ["DA fails since 70 s"] } }],
    ["catching up", { status: { ...status, healthy: false, catchingUp: true } }],
  ])("says %p", (verdict, change) => {
    expect(judgeHost({ ...sequencer, ...change })).toBe(verdict);
  });
});

describe("areValidatorsHealthy", () => {
  test("a lost validator makes the network unhealthy, a lost edge does not", () => {
    const unreachable = "No ssh connection to the host.";
    expect(areValidatorsHealthy([sequencer, { ...edge, unreachable }])).toBe(true);
    expect(areValidatorsHealthy([{ ...sequencer, unreachable }, edge])).toBe(false);
  });

  test("a DA that is away does not: the chain goes on", () => {
    const degraded = ["DA fails since 70 s"];
    expect(areValidatorsHealthy([{ ...sequencer, status: { ...status, degraded } }])).toBe(true);
  });
});

describe("parseHostAnswer", () => {
  test("reads the generation and each service", () => {
    expect(parseHostAnswer("1f00\ngeth|Up 3 minutes (healthy)\napp|Up 3 minutes\n")).toEqual({
      generation: "1f00",
      services: [
        { name: "app", state: "Up 3 minutes" },
        { name: "geth", state: "Up 3 minutes (healthy)" },
      ],
    });
  });
});

describe("renderStatusTable", () => {
  test("shows validators with figures, lost hosts with the reason, and a generation that is not the recorded one", () => {
    const lost: HostReport = {
      ...sequencer,
      host: "local-sequencer-2",
      services: [],
      unreachable: "No ssh connection to the host.",
    };
    delete lost.status;
    delete lost.generation;
    const strayed = { ...edge, generation: "99999999999999" };
    delete (strayed as Partial<HostReport>).status;
    const posting = { ...sequencer, status: { ...status, da: { confirmedTo: 64, pendingBlocks: 56 } } };
    const table = renderStatusTable([posting, lost, strayed], Date.parse("2026-01-01T10:05:30Z"));
    expect(table).toMatchInlineSnapshot(`
"┌───────────────────┬────────┬──────────────┬───────────────────────────────────────┬────────┬───────┬─────┬──────────┬──────────────────────────┬─────────────────────────────────────────────┐
│ host              │ region │ roles        │ generation                            │ height │ peers │ lag │ on DA    │ up since (UTC)           │ health                                      │
├───────────────────┼────────┼──────────────┼───────────────────────────────────────┼────────┼───────┼─────┼──────────┼──────────────────────────┼─────────────────────────────────────────────┤
│ local-sequencer-1 │ local  │ sequencer    │ 1f00aa22bb33                          │ 120    │ 3 / 3 │ 0   │ 64 (+56) │ 2026-01-01 10:00 (5 min) │ ok                                          │
│ local-sequencer-2 │ local  │ sequencer    │                                       │        │       │     │          │                          │ unreachable: No ssh connection to the host. │
│ local-edge-1      │ local  │ edge monitor │ 999999999999 (recorded: 1f00aa22bb33) │        │       │     │          │                          │ ok                                          │
└───────────────────┴────────┴──────────────┴───────────────────────────────────────┴────────┴───────┴─────┴──────────┴──────────────────────────┴─────────────────────────────────────────────┘"
`);
  });
});
