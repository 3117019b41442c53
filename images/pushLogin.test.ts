import { isSecret, type Output, secret } from "@pulumi/pulumi";
import { readPushLogin } from "./pushLogin";

const settled = <T>(output: Output<T>) => new Promise<T>((done) => output.apply(done));
const settings = (values: Record<string, string>) => ({
  getSecret: (key: string) => (values[key] ? secret(values[key]) : undefined),
});
const env = { CORDILLERA_PUSH_USER: "bot", CORDILLERA_PUSH_PASSWORD: "from-env" };

describe("readPushLogin", () => {
  test("is none where nothing is set: the engine's own login is used", () => {
    expect(readPushLogin(settings({}) as never, {})).toBeUndefined();
  });

  test("takes the stack's settings before the environment, and both as secrets", async () => {
    const login = readPushLogin(settings({ registryPassword: "from-config" }) as never, env)!;
    expect(await settled(login.username)).toBe("bot");
    expect(await settled(login.password)).toBe("from-config");
    expect(await isSecret(login.username)).toBe(true);
    expect(await isSecret(login.password)).toBe(true);
  });

  test("refuses half a login", () => {
    expect(() =>
      readPushLogin(settings({ registryUser: "bot" }) as never, {}),
    ).toThrowErrorMatchingInlineSnapshot(`
"The login for the registry has a user, but no password.
  fix: pulumi config set --secret registryUser … and registryPassword … --cwd images, or export CORDILLERA_PUSH_USER and CORDILLERA_PUSH_PASSWORD."
`);
  });
});
