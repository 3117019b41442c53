import { pulumiVariables } from "./environment";

describe("pulumiVariables", () => {
  test("keeps everything of the project in its one ignored folder", () => {
    expect(pulumiVariables("/p", { PATH: "/usr/bin" })).toEqual({
      PATH: "/p/node_modules/.bin:/p/.cordillera/bin:/usr/bin",
      PULUMI_BACKEND_URL: "file:///p/.cordillera/pulumi",
      PULUMI_CONFIG_PASSPHRASE_FILE: "/p/.cordillera/passphrase",
      PULUMI_HOME: "/p/.cordillera/pulumi-home",
      PULUMI_SKIP_UPDATE_CHECK: "true",
    });
  });

  test("keeps the backend and the passphrase that the operator has set", () => {
    const variables = pulumiVariables("/p", {
      PULUMI_BACKEND_URL: "s3://state",
      PULUMI_CONFIG_PASSPHRASE: "x",
    });
    expect(variables.PULUMI_BACKEND_URL).toBe("s3://state");
    expect(variables).not.toHaveProperty("PULUMI_CONFIG_PASSPHRASE_FILE");
  });

  test("yields the same when it is applied twice", () => {
    const once = pulumiVariables("/p", { PATH: "/usr/bin" });
    expect(pulumiVariables("/p", once)).toEqual(once);
  });
});
