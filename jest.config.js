// Three projects: `unit` needs nothing but npm ci; `engine` needs the Pulumi CLI; `fleet` needs Docker and the images.
const base = {
  rootDir: __dirname,
  testEnvironment: "node",
  transform: { "^.+\\.tsx?$": ["@swc/jest", { jsc: { target: "es2022", parser: { syntax: "typescript" } } }] },
  testPathIgnorePatterns: ["/node_modules/", "/dist/", "/.cordillera/"],
  modulePathIgnorePatterns: ["/.cordillera/", "/dist/"],
};

module.exports = {
  projects: [
    {
      ...base,
      displayName: "unit",
      testMatch: ["<rootDir>/{infra,node,tools,stacks,test/unit}/**/*.test.ts"],
    },
    { ...base, displayName: "engine", testMatch: ["<rootDir>/test/engine/**/*.test.ts"] },
    { ...base, displayName: "fleet", testMatch: ["<rootDir>/test/fleet/**/*.test.ts"] },
  ],
};
