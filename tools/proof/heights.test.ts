import type { HostSession } from "../../infra/resources/sessions/hostSession";
import type { StatusReport } from "../hosts/statusReport";
import { proveAgreement, proveHeights } from "./heights";

const status: StatusReport = {
  name: "host",
  height: 1,
  evmHash: "0x1",
  stateRoot: "0x2",
  catchingUp: false,
  consensusPeers: 3,
  gethPeers: 3,
  lagBlocks: 0,
  healthy: true,
  ready: true,
  version: "0.1.0",
  startedAt: "2026-01-01T00:00:00Z",
};

// A host whose application answers with whatever `report` gives next.
const host = (report: () => Partial<StatusReport>) =>
  ({
    run: async () => {
      const body = JSON.stringify({ ...status, ...report() });
      return {
        code: 0,
        stdout: `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n${body}`,
        stderr: "",
      };
    },
  }) as unknown as HostSession;

const growing = (from: number) => {
  let height = from;
  return host(() => ({ height: height++ }));
};

describe("proveHeights", () => {
  test("sees every validator grow", async () => {
    const sessions = new Map([
      ["a", growing(10)],
      ["b", growing(12)],
    ]);
    expect(await proveHeights(sessions, { blocks: 1, seconds: 5 })).toEqual([
      { host: "a", from: 10, to: 11 },
      { host: "b", from: 12, to: 13 },
    ]);
  });

  test("names the validators that stand still", async () => {
    const sessions = new Map([
      ["a", growing(10)],
      ["b", host(() => ({ height: 7 }))],
    ]);
    await expect(proveHeights(sessions, { blocks: 1, seconds: 1 })).rejects.toThrow(
      "Not every validator made three blocks within 1 s.\n  - b: 7 → 7\n  fix: make status",
    );
  });
});

describe("proveAgreement", () => {
  const block = (evmHash: string) => host(() => ({ at: { height: 5, evmHash, stateRoot: "0x9" } }));

  test("gives what all validators say of a block", async () => {
    const sessions = new Map([
      ["a", block("0xaa")],
      ["b", block("0xaa")],
    ]);
    expect(await proveAgreement(sessions, 5)).toBe("0xaa (state 0x9)");
  });

  test("shows who says what where they differ", async () => {
    const sessions = new Map([
      ["a", block("0xaa")],
      ["b", block("0xbb")],
    ]);
    await expect(proveAgreement(sessions, 5)).rejects.toThrow(
      "Validators disagree on block 5.\n  - a: 0xaa (state 0x9)\n  - b: 0xbb (state 0x9)",
    );
  });

  test("does not take silence for agreement", async () => {
    await expect(proveAgreement(new Map([["a", host(() => ({}))]]), 5)).rejects.toThrow(/ {2}- a: unknown/);
  });
});
