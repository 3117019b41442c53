import { type JsonRpcProvider, toBeHex } from "ethers";
import { type StakeItem, stakeCalls } from "./stakeItem";

const item: StakeItem = {
  kind: "stake",
  label: "h: stake",
  ande: "0x00000000000000000000000000000000000000A1",
  admin: "0x00000000000000000000000000000000000000AD",
  account: "0x00000000000000000000000000000000000000B1",
  wantedWei: "2000",
  bonded: [{ to: "consensus", data: "0x01" }],
  registered: [{ to: "consensus", data: "0x02" }],
};

/** A chain on which the owner holds and has bonded so much; a view of who is not registered reverts. */
function chainWith(at: { balance: bigint; bonded: bigint; isRegistered: boolean }): JsonRpcProvider {
  const call = async ({ data }: { data: string }) => {
    if (data === "0x01") return toBeHex(at.bonded, 32);
    if (data !== "0x02") return toBeHex(at.balance, 32);
    if (at.isRegistered) return toBeHex(1, 32);
    throw Object.assign(new Error("reverted"), { code: "CALL_EXCEPTION" });
  };
  return { call } as unknown as JsonRpcProvider;
}

const toldFor = async (at: Parameters<typeof chainWith>[0]) =>
  (await stakeCalls(chainWith(at), item)).map(({ description }) => description);

describe("stakeCalls", () => {
  test("mints what an owner lacks beside what it holds and has bonded", async () => {
    expect(await toldFor({ balance: 500n, bonded: 300n, isRegistered: false })).toEqual([
      "h: stake: allow 0.0000000000000012 ANDE",
      "h: stake: mint 0.0000000000000012 ANDE",
    ]);
    expect(await toldFor({ balance: 1700n, bonded: 300n, isRegistered: false })).toEqual([]);
  });

  test("gives an owner that has registered nothing more: a slash stays a slash", async () => {
    expect(await toldFor({ balance: 0n, bonded: 1000n, isRegistered: true })).toEqual([]);
  });
});
