import { FakeHost, type FakeHostOptions } from "../../../test/unit/fakeHost";
import { generationId } from "./generation";
import { type RollOutOrder, rollOut } from "./rollOut";

function orderOf(text: string): RollOutOrder {
  const content = { images: { app: "registry/app@sha256:aa" }, files: { "compose.yaml": text } };
  return {
    ...content,
    generation: generationId(content),
    host: "local-a",
    waitSeconds: 5,
    keepGenerations: 5,
  };
}

const first = orderOf("first");
const second = orderOf("second");

async function hostOn(
  order: RollOutOrder,
  broken: string[] = [],
  options: FakeHostOptions = {},
): Promise<FakeHost> {
  const host = new FakeHost({ ...options, broken });
  await rollOut(host.connect(), order);
  host.commands.length = 0;
  return host;
}

describe("rollOut", () => {
  test("ends on the new generation, proven, with an audit line", async () => {
    const host = await hostOn(first);
    await rollOut(host.connect(), second);
    expect(host.links).toEqual({ current: second.generation, proven: second.generation });
    expect(host.running).toBe(second.generation);
    expect(host.audit.at(-1)).toMatchObject({
      from: first.generation,
      to: second.generation,
      result: "healthy",
    });
  });

  test("starts what depends on the outside, and waits for the rest only", async () => {
    const host = new FakeHost();
    const images = { ...first.images, celestia: "images.example.net/celestia@sha256:bb" };
    await rollOut(host.connect(), { ...first, images });
    const ups = host.commands.filter((command) => command.includes("up -d"));
    expect(ups.map((command) => /up -d.*(?=')/.exec(command)![0])).toEqual([
      "up -d --remove-orphans",
      "up -d --wait --wait-timeout 5 --remove-orphans app",
    ]);
  });

  test("a generation that is not healthy is taken back, and the error names culprit, log and outcome", async () => {
    const host = await hostOn(first, [second.generation]);
    await expect(rollOut(host.connect(), second)).rejects.toMatchObject({
      code: "RELEASE_FAILED",
      message: expect.stringMatching(
        /app \(restarting, restarts 7, exit code 1\)[\s\S]*log: fatal: out of luck[\s\S]*back on generation/,
      ),
    });
    expect(host.links).toEqual({ current: first.generation, proven: first.generation });
    expect(host.running).toBe(first.generation);
    expect(host.audit.at(-1)).toMatchObject({
      to: second.generation,
      result: expect.stringMatching(/^failed/),
    });
  });

  test("a first generation that fails leaves the host without one", async () => {
    const host = new FakeHost({ broken: [first.generation] });
    await expect(rollOut(host.connect(), first)).rejects.toMatchObject({ code: "RELEASE_FAILED" });
    expect(host.links).toEqual({});
    expect(host.running).toBe("");
  });

  test("CometBFT stops before an application that changes", async () => {
    const host = await hostOn(first);
    await rollOut(host.connect(), second);
    const stop = host.commands.findIndex((command) => command.includes("stop --timeout 15 cometbft"));
    expect(stop).toBeGreaterThan(-1);
    expect(stop).toBeLessThan(host.commands.findIndex((command) => command.includes("up -d --wait")));
  });

  test("the lease is handed over before anything of the node stops, and the audit log says so", async () => {
    const stdout = '{"wasHeld":true,"at":132}\n';
    const host = await hostOn(first, [], { handover: { stdout } });
    await rollOut(host.connect(), second);
    const left = host.commands.findIndex((command) =>
      command.includes("docker exec cordillera-app-1 cordillera-node handover --leave-within 20"),
    );
    expect(left).toBeGreaterThan(-1);
    expect(left).toBeLessThan(host.commands.findIndex((command) => command.includes("stop --timeout 15")));
    expect(host.audit.at(-1)).toMatchObject({ lease: "lease handed over at height 132" });
  });

  test("a host that does not hold the lease has nothing to say of it", async () => {
    const host = await hostOn(first);
    await rollOut(host.connect(), second);
    expect(host.audit.at(-1)).not.toHaveProperty("lease");
  });

  test("a node that cannot hand over is rolled out all the same", async () => {
    const handover = { code: 1, stderr: "The hand-over of height 16 has not come within 20 s.\n" };
    const host = await hostOn(first, [], { handover });
    await rollOut(host.connect(), second);
    expect(host.running).toBe(second.generation);
    expect(host.audit.at(-1)!.lease).toBe(
      "lease not left: The hand-over of height 16 has not come within 20 s.",
    );
  });

  test("a host whose node stays as it is keeps the lease", async () => {
    const files = { "compose.yaml": "same" };
    const edge = (digest: string): RollOutOrder => {
      const content = { images: { app: "a@sha256:aa", haproxy: digest }, files };
      return { ...first, ...content, generation: generationId(content) };
    };
    const host = await hostOn(edge("h@sha256:11"));
    await rollOut(host.connect(), edge("h@sha256:22"));
    expect(host.running).toBe(edge("h@sha256:22").generation);
    expect(host.commands.filter((command) => command.includes("handover"))).toEqual([]);
  });

  test("a host that another run holds is refused with its holder", async () => {
    const host = new FakeHost();
    host.isLocked = true;
    await expect(rollOut(host.connect(), first)).rejects.toMatchObject({
      code: "HOST_LOCKED",
      message: expect.stringContaining('{"who":"ops@laptop","pid":7}'),
    });
    expect(host.commands).toEqual([]);
  });

  test("cut after any command, the next run completes it", async () => {
    const whole = await hostOn(first);
    await rollOut(whole.connect(), second);
    for (let cut = 1; cut <= whole.commands.length; cut++) {
      const host = await hostOn(first);
      await expect(rollOut(host.connect(cut), second)).rejects.toThrow("connection lost");
      await rollOut(host.connect(), second);
      expect([cut, host.running, host.links.proven]).toEqual([cut, second.generation, second.generation]);
    }
  });

  test("cut after any command, a broken generation still ends on the former one", async () => {
    const whole = await hostOn(first, [second.generation]);
    await rollOut(whole.connect(), second).catch(() => undefined);
    for (let cut = 1; cut <= whole.commands.length; cut++) {
      const host = await hostOn(first, [second.generation]);
      await rollOut(host.connect(cut), second).catch(() => undefined);
      await expect(rollOut(host.connect(), second)).rejects.toMatchObject({ code: "RELEASE_FAILED" });
      expect([cut, host.running, host.links.current]).toEqual([cut, first.generation, first.generation]);
    }
  });
});
