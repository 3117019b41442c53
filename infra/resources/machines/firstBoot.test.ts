import { unknownValue } from "../inputs";
import { provider } from "./firstBootProvider";

const wanted = {
  stack: "s",
  host: "fsn1-a",
  address: "192.0.2.1",
  port: 22,
  bootHostKey: "ssh-ed25519 BOOT",
  keyFile: "k",
  machineId: "1",
};
const learned = { hostKey: "ssh-ed25519 OWN", connection: { host: "192.0.2.1" }, meshPublicKey: "m" };

describe("FirstBoot", () => {
  const changes = async (olds: object, news: object) =>
    (await provider.diff!("id", { ...olds }, { ...news })).changes;

  test("nothing changed is no change; what was learned stays known in a preview", async () => {
    const { inputs, failures } = await provider.check!({ ...wanted, ...learned }, wanted);
    expect(failures).toEqual([]);
    expect(inputs).toMatchObject(learned);
    expect(await changes({ ...inputs }, inputs)).toBe(false);
  });

  test("another machine is another first contact, of which nothing is known before", async () => {
    const { inputs: olds } = await provider.check!({}, wanted);
    for (const machineId of ["2", unknownValue]) {
      const { inputs } = await provider.check!({ ...wanted, ...learned }, { ...wanted, machineId });
      expect(inputs).not.toHaveProperty("hostKey");
      expect(await changes(olds, inputs)).toBe(true);
    }
  });

  test("another boot key says nothing to a machine that has left its own behind", async () => {
    const { inputs: olds } = await provider.check!({}, wanted);
    const { inputs } = await provider.check!(olds, { ...wanted, bootHostKey: "ssh-ed25519 NEXT" });
    expect(await changes(olds, inputs)).toBe(false);
  });

  test("a host that answers with another key is a change", async () => {
    const { inputs } = await provider.check!({}, wanted);
    expect(await changes({ ...inputs, isTrusted: false }, inputs)).toBe(true);
  });
});
