import { id } from "ethers";
import type { HostIdentityFacts, PlannedHost } from "../plan/plan";
import { planFunding, planOperator } from "./operators";

const identity = {
  consensusPublicKey: Buffer.alloc(32, 0xab).toString("base64"),
  evmAddress: "0x00000000000000000000000000000000000000b2",
  ownerAddress: "0x00000000000000000000000000000000000000B1",
} as HostIdentityFacts;
const hostWith = (role: string) =>
  ({ name: `local-${role}-1`, privateAddress: "10.77.0.10", roles: [role] }) as PlannedHost;
const contracts = {
  ande: "0x00000000000000000000000000000000000000A1",
  consensus: "0x00000000000000000000000000000000000000A2",
  coordinator: "0x00000000000000000000000000000000000000A3",
};
const admin = "0x00000000000000000000000000000000000000AD";

describe("planOperator", () => {
  test("names the host by its consensus key, and its hot key by the author's address", () => {
    expect(planOperator(hostWith("sequencer"), identity)).toEqual({
      owner: identity.ownerAddress,
      signer: identity.evmAddress,
      peerId: `0x${"ab".repeat(32)}`,
      rpc: "http://10.77.0.10:8545",
      isSequencer: true,
    });
  });
});

describe("planFunding", () => {
  const itemsFor = (role: string) =>
    planFunding(contracts, {
      admin,
      owners: [{ host: "h", operator: planOperator(hostWith(role), identity), stakeWei: 5n }],
    });

  test("lets the admin mint before anybody is given anything", () => {
    const [first] = itemsFor("witness");
    expect(first).toMatchObject({
      kind: "value",
      label: "minter",
      write: { by: "admin", to: contracts.ande },
    });
    expect(JSON.stringify(first)).toContain(id("MINTER_ROLE").slice(2));
  });

  test("gives a sequencer the stake of both contracts, a witness that of one", () => {
    const stakeOf = (role: string) => itemsFor(role).find(({ kind }) => kind === "stake");
    expect(stakeOf("sequencer")).toMatchObject({ account: identity.ownerAddress, wantedWei: "10" });
    expect(stakeOf("witness")).toMatchObject({ account: identity.ownerAddress, wantedWei: "5" });
  });

  test("fills an owner's purse only when it is nearly empty, so that its own sending is no drift", () => {
    const purse = itemsFor("witness").find(({ kind }) => kind === "funding");
    expect(purse).toMatchObject({ atLeastWei: String(10n ** 17n), fillToWei: String(10n ** 18n) });
  });

  test("gives a sequencer's hot key gas for what it tells the coordinator, and nobody's on an outside chain", () => {
    const purses = (role: string, tellLeases: boolean) => {
      const operator = planOperator(hostWith(role), identity);
      const owners = [{ host: "h", operator, stakeWei: 5n }];
      return planFunding(contracts, { admin, owners, tellLeases }).flatMap((item) =>
        item.kind === "funding" ? [item.address] : [],
      );
    };
    expect(purses("sequencer", true)).toEqual([identity.ownerAddress, identity.evmAddress]);
    expect(purses("witness", true)).toEqual([identity.ownerAddress]);
    expect(purses("sequencer", false)).toEqual([identity.ownerAddress]);
  });
});
