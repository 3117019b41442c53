import { asBorn } from "./genesisBirth";
import { changedPaths } from "./genesisText";

const contracts = { consensus: "0xc0", coordinator: "0xc1" };
const genesisOf = (hosts: Record<string, string>, at: object = { contracts }) => {
  const members = Object.entries(hosts);
  return JSON.stringify({
    chain_id: "a-1",
    validators: members.map(([name, address]) => ({ address, power: "1", name })),
    app_state: {
      blockIntervalMs: 2000,
      ...at,
      validators: Object.fromEntries(
        members
          .map(([, address]): [string, object] => [address, { power: 1 }])
          .sort(([a], [b]) => (a < b ? -1 : 1)),
      ),
    },
  });
};
const changes = (before: string, now: string) => changedPaths(before, asBorn(before, now));
const four = { a: "AA", b: "0B", c: "CC", d: "0D" };
const { d: _left, ...three } = four;

describe("asBorn", () => {
  test("lets hosts come and go where a contract leads the set", () => {
    expect(changes(genesisOf(four), genesisOf({ ...four, e: "0E" }))).toEqual([]);
    expect(changes(genesisOf(four), genesisOf(three))).toEqual([]);
    expect(changes(genesisOf(four), genesisOf({ e: "0E", ...three }))).toEqual([]);
  });

  test("sees a member of birth with other keys or another power", () => {
    expect(changes(genesisOf(four), genesisOf({ ...four, b: "BB" }))).toEqual([
      'validators.1.address (was "0B", would be "BB")',
      'app_state.validators.0B (was {"power":1}, would be nothing)',
      'app_state.validators.BB (was nothing, would be {"power":1})',
    ]);
    const stronger = genesisOf(four).replace('"power":"1"', '"power":"2"');
    expect(changes(genesisOf(four), stronger)).toEqual(['validators.0.power (was "1", would be "2")']);
  });

  test("sees contracts that would stand elsewhere", () => {
    const moved = genesisOf(four, { contracts: { ...contracts, consensus: "0xcf" } });
    expect(changes(genesisOf(four), moved)).toEqual([
      'app_state.contracts.consensus (was "0xc0", would be "0xcf")',
    ]);
  });

  test("leaves a network from before the contracts as it is, with a set that does not change", () => {
    expect(changes(genesisOf(four, {}), genesisOf(four))).toEqual([]);
    expect(changes(genesisOf(four, {}), genesisOf(three))).not.toEqual([]);
  });
});
