import { unknownValue } from "../inputs";
import { provider } from "./registrationProvider";

const operator = {
  owner: "0x00000000000000000000000000000000000000B1",
  signer: "0x00000000000000000000000000000000000000b2",
  peerId: `0x${"AB".repeat(32)}`,
  rpc: "http://10.77.0.10:8545",
  isSequencer: false,
};
const wanted = {
  name: "local-witness-1",
  rpcUrl: "http://127.0.0.1:1",
  chainId: 1234,
  sending: { sink: "broadcast" },
  connection: { host: "127.0.0.1" },
  appImage: "app@sha256:1",
  contracts: { ande: "0xa1", consensus: "0xa2", coordinator: "0xa3" },
  operator,
  stakeWei: "1000",
};
const checked = async (news: object = wanted) => (await provider.check!({}, news)).inputs;

describe("Registration provider", () => {
  test("wants the host's consensus key and hot key on the chain, and no sequencer of a witness", async () => {
    expect((await checked()).values).toEqual({
      validator: `0x${"ab".repeat(32)}`,
      hotKey: operator.signer,
    });
  });

  test("sees another image, or another way to reach the host, as no change", async () => {
    const inputs = await checked();
    const other = await checked({ ...wanted, appImage: "app@sha256:2", connection: { host: "127.0.0.2" } });
    expect(await provider.diff!("id", inputs, other)).toMatchObject({ changes: false, replaces: [] });
  });

  test("sees new keys, and a registration that is gone, as changes in place", async () => {
    const inputs = await checked();
    const rebuilt = await checked({ ...wanted, operator: { ...operator, peerId: `0x${"ef".repeat(32)}` } });
    expect(await provider.diff!("id", inputs, rebuilt)).toMatchObject({ changes: true, replaces: [] });
    const gone = { ...inputs, values: { validator: "not registered", hotKey: "none" } };
    expect(await provider.diff!("id", gone, inputs)).toMatchObject({ changes: true, replaces: [] });
  });

  test("lets a host without keys yet pass, as a change", async () => {
    const inputs = await checked({ ...wanted, operator: unknownValue });
    expect(inputs.values).toBeUndefined();
    expect((await provider.diff!("id", await checked(), inputs)).changes).toBe(true);
  });

  test("learns nothing from a chain that is away", async () => {
    const state = await checked();
    expect(await provider.read!("id", state)).toEqual({ id: "id", props: state });
  });
});
