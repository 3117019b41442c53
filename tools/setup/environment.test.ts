import { exportLines, pulumiEnvironment } from "./environment";
import { paths } from "./paths";

describe("pulumiEnvironment", () => {
  test("puts our commands first on PATH, once", () => {
    const once = pulumiEnvironment({ PATH: "/usr/bin" }).PATH;
    expect(once).toBe(`${paths.bin}:${paths.npmBin}:/usr/bin`);
    expect(pulumiEnvironment({ PATH: once }).PATH).toBe(once);
  });

  test("keeps a backend and a passphrase given from outside", () => {
    const environment = pulumiEnvironment({
      PULUMI_BACKEND_URL: "s3://states",
      PULUMI_CONFIG_PASSPHRASE: "x",
    });
    expect(environment.PULUMI_BACKEND_URL).toBe("s3://states");
    expect(environment).not.toHaveProperty("PULUMI_CONFIG_PASSPHRASE_FILE");
    expect(environment).not.toHaveProperty("PULUMI_CONFIG_PASSPHRASE");
  });
});

describe("exportLines", () => {
  test("survives a quote in a path", () => {
    expect(exportLines({ PULUMI_HOME: "/it's here" })).toBe("export PULUMI_HOME='/it'\\''s here'");
  });
});
