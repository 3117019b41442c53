import { lockDrift } from "./lockDrift";

const lock = {
  packages: {
    "": {},
    node: {},
    "node_modules/yaml": { version: "2.9.1" },
    "node_modules/@esbuild/darwin-x64": { version: "0.28.2", optional: true },
    "node_modules/@cordillera/node": { link: true },
    "node/node_modules/@noble/hashes": { version: "1.8.0" },
  },
};
const installed = {
  packages: {
    "node_modules/yaml": { version: "2.9.1" },
    "node_modules/@cordillera/node": { link: true },
    "node/node_modules/@noble/hashes": { version: "1.8.0" },
  },
};

describe("lockDrift", () => {
  test("an optional package of another platform is no drift", () => {
    expect(lockDrift(lock, installed)).toEqual([]);
  });

  test("names a package of another version", () => {
    const old = { packages: { ...installed.packages, "node_modules/yaml": { version: "2.8.0" } } };
    expect(lockDrift(lock, old)).toEqual(["node_modules/yaml: 2.8.0, 2.9.1"]);
  });

  test("sees a package missing in a workspace", () => {
    const { "node/node_modules/@noble/hashes": _, ...rest } = installed.packages;
    expect(lockDrift(lock, { packages: rest })).toEqual(["node/node_modules/@noble/hashes: absent, 1.8.0"]);
  });

  test("without npm's record everything is to be installed", () => {
    expect(lockDrift(lock, undefined)).toEqual(["node_modules: absent"]);
  });
});
