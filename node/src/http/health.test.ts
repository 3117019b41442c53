import { type HealthFacts, judgeHealth, lagBehind } from "./health";

const limits = { maxLagBlocks: 5, stallSeconds: 20 };
const well: HealthFacts = {
  handshakeDone: true,
  consensusConnected: true,
  gethReachable: true,
  gethLevel: true,
  lagBlocks: 0,
  peersConfigured: 3,
  sinceHeadMovedMs: 1500,
};
const judge = (change: Partial<HealthFacts>) => judgeHealth({ ...well, ...change }, limits);

describe("judgeHealth", () => {
  test("finds nothing against a node at the head", () => {
    expect(judge({})).toEqual({ livez: [], readyz: [], healthz: [] });
  });

  test("is not live before CometBFT shook hands", () => {
    expect(judge({ handshakeDone: false, consensusConnected: false }).livez).toEqual([
      "CometBFT has not shaken hands",
    ]);
  });

  test("is not live when CometBFT went away or geth does not answer", () => {
    expect(judge({ consensusConnected: false, gethReachable: false }).livez).toEqual([
      "CometBFT is not connected",
      "geth does not answer",
    ]);
  });

  test("is ready within the lag limit and not one block beyond", () => {
    expect(judge({ lagBlocks: 5 }).readyz).toEqual([]);
    expect(judge({ lagBlocks: 6 }).readyz).toEqual(["6 blocks behind the peers (limit 5)"]);
  });

  test("is unhealthy and ready without its remote signer, and not ready with another's", () => {
    const reason = "no signer";
    for (const kind of ["away", "unwilling"] as const) {
      expect(judge({ signerFault: { kind, reason } })).toEqual({ livez: [], readyz: [], healthz: [reason] });
    }
    expect(judge({ signerFault: { kind: "refused", reason } })).toEqual({
      livez: [],
      readyz: [reason],
      healthz: [reason],
    });
    expect(judge({ signerFault: null }).healthz).toEqual([]);
  });

  test("is not ready while geth is refilled", () => {
    expect(judge({ gethLevel: false })).toEqual({
      livez: [],
      readyz: ["geth is behind the store"],
      healthz: ["geth is behind the store"],
    });
  });

  test("calls a stuck node unhealthy though all its processes answer", () => {
    expect(judge({ sinceHeadMovedMs: 21_000 })).toEqual({
      livez: [],
      readyz: [],
      healthz: ["no block for 21 s (limit 20)"],
    });
  });

  test("takes a stuck node that sees no peer out of the front door", () => {
    expect(judge({ sinceHeadMovedMs: 21_000, lagBlocks: undefined }).readyz).toEqual([
      "no peer answers and no block for 21 s",
    ]);
  });
});

describe("lagBehind", () => {
  test("is unknown when no peer answers", () => {
    expect(lagBehind(5, [])).toBeUndefined();
  });

  test("does not follow one peer that is ahead", () => {
    expect(lagBehind(100, [100, 100, 900])).toBe(0);
    expect(lagBehind(100, [100, 900])).toBe(0);
  });

  test("is never negative", () => {
    expect(lagBehind(10, [3, 4, 5])).toBe(0);
  });
});
