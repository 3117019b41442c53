import { isSecret, type Output, secret } from "@pulumi/pulumi";
import { readRegistryLogin } from "./readRegistryLogin";

const settled = <T>(output: Output<T>) => new Promise<T>((done) => output.apply(done));
const settings = (values: Record<string, string>) =>
  ({
    name: "cordillera",
    get: (key: string) => values[key],
    getSecret: (key: string) => (values[key] ? secret(values[key]) : undefined),
  }) as never;
const variables = { user: "PULL_USER", password: "PULL_PASSWORD" };
const env = { PULL_USER: "bot", PULL_PASSWORD: "from-env" };
const hidden = { PULUMI_CONFIG_SECRET_KEYS: '["cordillera:registryPassword"]' };

describe("readRegistryLogin", () => {
  test("is none where nothing is set", () => {
    expect(readRegistryLogin(settings({}), variables, {})).toBeUndefined();
  });

  test("takes the stack's settings before the environment, and both as secrets", async () => {
    const login = readRegistryLogin(settings({ registryPassword: "from-config" }), variables, {
      ...env,
      ...hidden,
    })!;
    expect(await settled(login.username)).toBe("bot");
    expect(await settled(login.password)).toBe("from-config");
    expect(await isSecret(login.username)).toBe(true);
    expect(await isSecret(login.password)).toBe(true);
  });

  test("refuses half a login", () => {
    expect(() =>
      readRegistryLogin(settings({ registryUser: "bot" }), variables, {}),
    ).toThrowErrorMatchingInlineSnapshot(`
"The login for the registry is not usable: it has a user, but no password.
  fix: pulumi config set registryUser … and pulumi config set --secret registryPassword …, or export PULL_USER and PULL_PASSWORD."
`);
    expect(() => readRegistryLogin(settings({}), variables, { PULL_PASSWORD: "x" })).toThrow("but no user");
  });

  test("refuses a password that everybody reads in the stack's settings", () => {
    const values = { registryUser: "bot", registryPassword: "in-clear" };
    expect(() => readRegistryLogin(settings(values), variables, {})).toThrow(
      "registryPassword stands in clear among the stack's settings",
    );
  });
});
