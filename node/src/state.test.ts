import { agreedTextOf, appHashOf } from "./state";
import { sampleAuthor } from "./testing/sampleAuthor";

const { consensusAddress, facts } = sampleAuthor(1);
const state = {
  head: { number: 7, hash: "0x07", timestamp: 1, stateRoot: "0x01" },
  blockIntervalMs: 2000,
  validators: { [consensusAddress]: facts },
  leaseRules: { blocks: 100, missesToFailOver: 10 },
  lease: { epoch: 3, holder: consensusAddress, startHeight: 5, lastBlockHeight: 6, missed: {}, failed: [] },
};
const contracts = { coordinator: `0x${"c1".repeat(20)}`, consensus: `0x${"c0".repeat(20)}` };

describe("appHashOf", () => {
  test("leaves a chain without contracts the hashes that it had", () => {
    expect(JSON.parse(agreedTextOf(state))).toHaveLength(7);
    expect(appHashOf({ ...state, contracts })).not.toBe(appHashOf(state));
  });

  test("keeps the lease last and its keys to itself, as ChainProofs reads them", () => {
    const text = agreedTextOf({ ...state, contracts });
    expect(text).toMatch(/,\{"epoch":3,"failed":\[\],"holder":"[0-9A-F]{40}",.*"startHeight":5\}\]$/);
    for (const key of ["epoch", "holder", "startHeight"]) expect(text.split(`"${key}":`)).toHaveLength(2);
  });
});
