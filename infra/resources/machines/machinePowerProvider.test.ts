import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudState } from "../../../test/clouds/cloud/cloudState";
import { HetznerApi } from "../../../test/clouds/cloud/hetznerApi";
import { provider } from "./machinePowerProvider";

const folder = mkdtempSync(join(tmpdir(), "cordillera-power-"));
const state = new CloudState(folder, "hcloud");
const api = new HetznerApi(state, async () => undefined);
const inputs = { stack: "s", host: "fsn1-sequencer-1", machineId: "4711001" };
const type = "hcloud:index/server:Server";

const machine = () => state.read().records[0]!;
const put = (status: string) =>
  state.change((content) => {
    content.records = [{ type, id: inputs.machineId, props: { name: inputs.host, status } }];
  });
const config = (settings: Record<string, string>) =>
  provider.configure!({ config: { get: (key: string) => settings[key] } } as never);

beforeAll(async () => {
  await api.ready();
  await config({ "hcloud:token": "t".repeat(64), "hcloud:endpoint": api.endpoint });
});
afterAll(() => {
  api.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("MachinePower", () => {
  test("sees in a refresh that somebody switched the machine off, and switches it on", async () => {
    put("running");
    const { inputs: checked } = await provider.check!({}, inputs);
    const { outs } = await provider.create(checked);
    expect(api.log).toEqual([]);

    put("off");
    const { props } = await provider.read!("id", outs);
    expect(await provider.diff!("id", props, checked)).toMatchObject({ changes: true, replaces: [] });
    const updated = await provider.update!("id", props, checked);
    expect(machine().props.status).toBe("running");
    expect(api.log).toEqual([`POST /v1/servers/${inputs.machineId}/actions/poweron`]);

    const again = await provider.read!("id", updated.outs);
    expect(await provider.diff!("id", again.props, checked)).toMatchObject({ changes: false });
  });

  test("keeps neither token nor endpoint", async () => {
    const { inputs: checked } = await provider.check!({}, inputs);
    const { outs } = await provider.create(checked);
    expect(Object.keys(outs).sort()).toEqual(["host", "isOn", "machineId", "providerVersion", "stack"]);
  });

  test("takes nothing for news where the API cannot be asked, and leaves a machine that is gone to its own resource", async () => {
    const known = { ...inputs, isOn: true };
    put("off");
    await config({ "hcloud:token": "t".repeat(64), "hcloud:endpoint": "http://127.0.0.1:1/v1" });
    expect((await provider.read!("id", known)).props).toEqual(known);
    await config({ "hcloud:token": "t".repeat(64), "hcloud:endpoint": api.endpoint });
    state.change((content) => {
      content.records = [];
    });
    expect((await provider.read!("id", known)).props).toEqual(known);
  });
});
