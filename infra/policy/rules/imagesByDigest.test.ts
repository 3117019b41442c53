import { judged } from "../../../test/unit/judged";
import { imagesByDigest } from "./imagesByDigest";

const digest = `sha256:${"a".repeat(64)}`;
const dynamic = (kind: string) => `pulumi-nodejs:dynamic/cordillera:${kind}`;
const faults = (type: string, props: Record<string, unknown>) =>
  imagesByDigest.findFaults(judged(type, props));

describe("imagesByDigest", () => {
  test("passes digests and the ids of an engine's own images", () => {
    expect(faults(dynamic("HostImages"), { images: [`r.example.org/ande/geth@${digest}`] })).toEqual([]);
    expect(faults(dynamic("LocalHost"), { image: digest })).toEqual([]);
    expect(faults("hcloud:index/server:Server", { image: "debian-13" })).toEqual([]);
  });

  test("names a tag wherever it stands: the map of images, the compose text, a list", () => {
    const compose = `services:\n  geth:\n    image: r/geth@${digest}\n  app: { image: "r/app:latest" }\n`;
    expect(
      faults(dynamic("Release"), { images: { app: "r/app:1" }, files: { "compose.yaml": compose } }),
    ).toEqual([
      'images.app: not by digest (got "r/app:1")',
      'files.compose.yaml: app: not by digest (got "r/app:latest")',
    ]);
    expect(faults(dynamic("HostImages"), { images: ["r/geth"] })).toEqual([
      'images.0: not by digest (got "r/geth")',
    ]);
    expect(faults("docker:index/container:Container", { image: "nginx:latest" })).toHaveLength(1);
  });

  test("says nothing of what is not known yet", () => {
    expect(faults(dynamic("Release"), { images: {}, files: {} })).toEqual([]);
    expect(faults(dynamic("HostIdentity"), {})).toEqual([]);
  });
});
