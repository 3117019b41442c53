import type { StatusDocument } from "../http/statusDocument";
import { renderStatus } from "./status";

const status = {
  name: "local-sequencer-1",
  version: "1.0.0",
  healthy: true,
  reasons: [],
  height: 120,
  evmHeight: 119,
  lagBlocks: 0,
  consensusPeers: 3,
  gethPeers: 3,
  clockSkewMs: 12.4,
  lease: {
    epoch: 2,
    holder: "AA",
    holderName: "local-sequencer-1",
    isHolder: true,
    startHeight: 101,
    missed: 1,
    missesToFailOver: 10,
    failed: ["CC"],
    nextRotationHeight: 201,
    handOverAt: null,
    coordinatorEpoch: 2,
  },
} as unknown as StatusDocument;

describe("renderStatus", () => {
  test("tells who holds, until when, and how well", () => {
    expect(renderStatus(status)).toBe(
      [
        "host         local-sequencer-1 (1.0.0)",
        "health       healthy",
        "height       120, EVM 119, 0 behind",
        "peers        3 consensus, 3 execution",
        "clock        +12 ms",
        "lease        2, from height 101",
        "holder       local-sequencer-1 (this host)",
        "misses       1 of 10",
        "next holder  from height 201",
        "passed over  CC",
        "",
      ].join("\n"),
    );
  });

  test("tells why it is not healthy, and of a planned hand-over", () => {
    const lease = { ...status.lease!, handOverAt: 150, isHolder: false, holderName: null };
    const text = renderStatus({ ...status, healthy: false, reasons: ["geth does not answer"], lease });
    expect(text).toContain("health       geth does not answer\n");
    expect(text).toContain("holder       AA\n");
    expect(text).toContain("next holder  from height 150, planned\n");
    expect(text).not.toContain("coordinator");
  });

  test("tells which lease the coordinator knows while it is another one", () => {
    const lease = { ...status.lease!, coordinatorEpoch: 1 };
    expect(renderStatus({ ...status, lease })).toContain("coordinator  knows lease 1\n");
  });
});
