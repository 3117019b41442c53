// `unit` needs nothing but npm ci; `node` the geth and cometbft binaries; the others the whole set-up.
const base = {
  rootDir: __dirname,
  testEnvironment: "node",
  transform: { "^.+\\.tsx?$": ["@swc/jest", { jsc: { target: "es2022", parser: { syntax: "typescript" } } }] },
  testPathIgnorePatterns: ["/node_modules/", "/dist/", "/.cordillera/"],
  modulePathIgnorePatterns: ["/.cordillera/", "/dist/"],
};

const shorterOfTheLong = [
  "/test/engine/clouds/standInClouds.test.ts",
  "/test/fleet/clouds/firstBoot.test.ts",
  "/test/fleet/clouds/machines.test.ts",
  "/test/fleet/services/celestia.test.ts",
  "/test/fleet/services/certificates.test.ts",
  "/test/fleet/services/wholeNetwork.test.ts",
];

module.exports = {
  projects: [
    {
      ...base,
      displayName: "unit",
      testMatch: ["<rootDir>/{infra,images,node,apps,tools,stacks,test/unit,test/clouds}/**/*.test.ts"],
    },
    {
      ...base,
      displayName: "node",
      testMatch: ["<rootDir>/test/{node,faults}/**/*.test.ts"],
      testPathIgnorePatterns: [...base.testPathIgnorePatterns, "/test/node/byzantine/", "/test/node/long/"],
    },
    { ...base, displayName: "engine", testMatch: ["<rootDir>/test/engine/*.test.ts"] },
    { ...base, displayName: "fleet", testMatch: ["<rootDir>/test/fleet/*.test.ts"] },
    { ...base, displayName: "clouds", testMatch: shorterOfTheLong.map((path) => `<rootDir>${path}`) },
    {
      ...base,
      displayName: "long",
      testMatch: ["<rootDir>/test/{engine,fleet}/*/*.test.ts", "<rootDir>/test/node/{byzantine,long}/*.test.ts"],
      testPathIgnorePatterns: [...base.testPathIgnorePatterns, ...shorterOfTheLong],
    },
  ],
};
