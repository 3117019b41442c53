import { utils } from "ssh2";
import { provider } from "./bootKeyProvider";

describe("BootKey", () => {
  const wanted = { stack: "s", host: "fsn1-a" };

  test("is an ed25519 pair whose parts belong together", async () => {
    const { id, outs } = await provider.create!(wanted);
    expect(id).toBe("s/fsn1-a");
    const parsed = utils.parseKey(outs.privateKey);
    if (parsed instanceof Error) throw parsed;
    expect(outs.publicKey).toBe(`ssh-ed25519 ${parsed.getPublicSSH().toString("base64")}`);
  });

  test("stays the same until another round asks for another", async () => {
    const { inputs } = await provider.check!({}, wanted);
    const { outs } = await provider.create!(inputs);
    expect(await provider.diff!("id", outs, inputs)).toMatchObject({ changes: false, replaces: [] });
    expect(await provider.diff!("id", outs, { ...inputs, round: "2" })).toMatchObject({
      changes: true,
      replaces: ["round"],
    });
  });
});
