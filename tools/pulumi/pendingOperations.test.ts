import { takePendingOperations } from "./pendingOperations";

const urn =
  "urn:pulumi:local::cordillera::cordillera:index:Host$pulumi-nodejs:dynamic/cordillera:LocalHost::local-edge-1";

describe("takePendingOperations", () => {
  test("tells what was under way and keeps everything else of the state", () => {
    const deployment = { manifest: { time: "x" }, resources: [{ urn }] };
    const exported = {
      version: 3,
      deployment: { ...deployment, pending_operations: [{ type: "creating", resource: { urn } }] },
    };
    const { pending, cleared } = takePendingOperations(JSON.stringify(exported));
    expect(pending).toEqual([{ type: "creating", resource: "LocalHost local-edge-1" }]);
    expect(JSON.parse(cleared)).toEqual({ version: 3, deployment });
  });

  test("finds nothing in a state at rest", () => {
    expect(takePendingOperations('{"version":3,"deployment":{"resources":[]}}').pending).toEqual([]);
  });
});
