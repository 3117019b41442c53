import { exampleCloud, parseExample } from "../../test/unit/exampleNetwork";
import { makeGoldenIdentities } from "../../tools/goldenIdentities";
import { planNetwork } from "../plan/planNetwork";
import { renderGenesis } from "./genesis";

const plan = planNetwork(parseExample(exampleCloud()));
const identities = makeGoldenIdentities(plan.hosts);
const funded = "0xAb5801a7D398351b8bE11C439e05C5B3259aeC9B";
const { comet, geth } = renderGenesis(plan, identities, { fundedAddresses: [funded] }) as {
  comet: {
    validators: { name: string; power: string; address: string }[];
    app_state: { validators: Record<string, object> };
  };
  geth: {
    alloc: Record<string, { code?: string; balance: string }>;
    config: Record<string, unknown>;
    gasLimit: string;
  };
};

describe("renderGenesis", () => {
  test("makes validators of all hosts with power", () => {
    expect(comet.validators.map(({ name, power }) => `${name} ${power}`)).toEqual([
      "eu-central-1-witness-1 1",
      "fsn1-sequencer-1 1",
      "hel1-sequencer-1 1",
      "nbg1-sequencer-1 1",
    ]);
  });

  test("names the author of each validator's payloads; all but the witness may hold the lease", () => {
    const validators = comet.validators.map(({ name, address }) => [
      address,
      { evmAddress: identities[name]!.evmAddress, power: 1, eligible: !name.includes("witness") },
    ]);
    expect(comet.app_state).toEqual({
      blockIntervalMs: 2000,
      lease: { blocks: 100, missesToFailOver: 10 },
      validators: Object.fromEntries(validators),
    });
  });

  test("names the contracts that the chain reads, in small letters, and none where it reads none", () => {
    const contracts = { consensus: funded, coordinator: funded };
    const read = renderGenesis(plan, identities, { fundedAddresses: [], contracts }).comet as typeof comet;
    const small = funded.toLowerCase();
    expect(read.app_state).toMatchObject({ contracts: { consensus: small, coordinator: small } });
    expect(comet.app_state).not.toHaveProperty("contracts");
  });

  test("leaves the time to the one who stamps it", () => {
    expect(comet).not.toHaveProperty("genesis_time");
    expect(geth).not.toHaveProperty("timestamp");
  });

  test("holds the contracts without which no block is built, and the deployment proxy", () => {
    const withCode = Object.keys(geth.alloc).filter((address) => geth.alloc[address]!.code !== undefined);
    expect(withCode).toEqual([
      "0x00000961ef480eb55e80d19ad83579a64c007002",
      "0x0000bbddc7ce488642fb579f8b00f3a590007251",
      "0x0000f90827f1c53a10cb7a02335b175320002935",
      "0x000f3df6d732807ef1319fb7b8bb8522d0beac02",
      "0x4e59b44847b379578588920ca78fbf26c0b4956c",
    ]);
  });

  test("funds the addresses it is given and no other", () => {
    const rich = Object.entries(geth.alloc).filter(([, { balance }]) => BigInt(balance) > 0n);
    expect(rich).toEqual([[funded.toLowerCase(), { balance: `0x${(10n ** 27n).toString(16)}` }]]);
  });

  test("has room for no blob and the block's gas", () => {
    expect(geth.config).toMatchObject({
      chainId: 2019,
      blobSchedule: { cancun: { target: 0, max: 0 }, prague: { target: 0, max: 0 } },
    });
    expect(Number(geth.gasLimit)).toBe(60_000_000);
  });
});
