import { type Output, runtime, secret } from "@pulumi/pulumi";
import { builtServiceNames } from "../infra/vocab/words";
import type { Pushing } from "./pushImages";

interface Seen {
  type: string;
  inputs: Record<string, unknown>;
}

const seen = new Map<string, Seen>();
let pushImages: (pushing: Pushing) => Record<string, Output<string>>;

beforeAll(async () => {
  await runtime.setMocks({
    newResource({ name, type, inputs }) {
      seen.set(name, { type, inputs });
      return { id: name, state: { ...inputs, repoDigest: `digest of ${inputs.imageName}` } };
    },
    call: () => ({}),
  });
  ({ pushImages } = await import("./pushImages"));
});

const settled = <T>(output: Output<T>) => new Promise<T>((done) => output.apply(done));
const pushing = (login: Pushing["login"]): Pushing => ({
  registry: "registry.example.org:5000/ande",
  release: "first",
  contextOf: (name) => `../built/${name}`,
  login,
});

describe("pushImages", () => {
  test("pushes every image that is built here, tagged by the release, and tells the digests", async () => {
    const digests = pushImages(pushing(undefined));
    expect(Object.keys(digests)).toEqual([...builtServiceNames]);
    expect(await settled(digests.geth!)).toBe(
      "digest of registry.example.org:5000/ande/cordillera/geth:first",
    );
    expect(seen.get("geth")).toMatchObject({
      type: "docker:index/image:Image",
      inputs: {
        imageName: "registry.example.org:5000/ande/cordillera/geth:first",
        build: { context: "../built/geth", platform: "linux/amd64" },
      },
    });
  });

  test("hands the login to the provider as a secret, with the registry's address", async () => {
    const login = { username: secret("bot"), password: secret("canary-1f") };
    const digests = pushImages(pushing(login));
    await Promise.all(Object.values(digests).map(settled));
    const { registry } = seen.get("app")!.inputs as { registry: Record<string, unknown> };
    const marked = runtime.isRpcSecret(registry) ? runtime.unwrapRpcSecret(registry) : registry;
    expect(marked.server).toBe("registry.example.org:5000");
    expect(runtime.isRpcSecret(registry) || runtime.isRpcSecret(registry.password)).toBe(true);
  });
});
