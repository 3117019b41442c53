import { unknownValue } from "../inputs";
import { leaversOf } from "./leaveSet";
import { provider } from "./membershipProvider";

const member = (name: string) => ({
  name,
  connection: { host: "127.0.0.1", port: 22, hostKey: "ssh-ed25519 AA", keyFile: "key" },
  operator: { owner: `0x${name}`, signer: "0x1", peerId: "0x2", rpc: "http://10.0.0.1", isSequencer: true },
});
const wanted = {
  stack: "s",
  rpcUrl: "http://127.0.0.1:1",
  chainId: 7,
  sending: { sink: "broadcast", timeoutSeconds: 0 },
  contracts: { ande: "0xa1", consensus: "0xa2", coordinator: "0xa3" },
  appImage: "app@sha256:1",
  members: [member("a"), member("b")],
};
const checked = async (news: object = wanted) => (await provider.check!({}, news)).inputs;

describe("Membership provider", () => {
  test("sees a host that comes or goes, and no other image or way to send", async () => {
    const olds = await checked();
    const changes = async (at: object) =>
      (await provider.diff!("id", olds, await checked({ ...wanted, ...at }))).changes;
    expect(await changes({})).toBe(false);
    expect(await changes({ appImage: "app@sha256:2", rpcUrl: "http://127.0.0.1:2" })).toBe(false);
    expect(await changes({ members: [member("a")] })).toBe(true);
    expect(await changes({ members: unknownValue })).toBe(true);
  });

  test("asks nothing of the chain while nobody leaves", async () => {
    const joined = { ...wanted, members: [...wanted.members, member("c")] };
    const { outs } = await provider.update!("id", await checked(), await checked(joined));
    expect(outs!.members).toHaveLength(3);
  });

  test("does not let a host go without a word to the chain", async () => {
    const left = await checked({ ...wanted, members: [member("a")] });
    await expect(provider.update!("id", await checked(), left)).rejects.toThrow(
      "The chain's JSON-RPC does not answer.",
    );
  });
});

describe("leaversOf", () => {
  test("tells who is no longer described, also when others came", () => {
    const [a, b, c] = ["a", "b", "c"].map(member) as [
      ReturnType<typeof member>,
      ReturnType<typeof member>,
      ReturnType<typeof member>,
    ];
    expect(leaversOf([a, b], [b, c])).toEqual([a]);
    expect(leaversOf([a], [a])).toEqual([]);
  });
});
