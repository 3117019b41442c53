import { randomBytes } from "node:crypto";
import { judged } from "../../../test/unit/judged";
import { plainSecrets, secretsOf } from "./plainSecrets";

const base64 = randomBytes(32).toString("base64");
const hex = randomBytes(32).toString("hex");
const faults = (props: Record<string, unknown>, known: string[] = []) =>
  plainSecrets(known).findFaults(judged("any:index:Thing", props));

describe("plainSecrets", () => {
  test("finds keys by their form, in any input and at any depth", () => {
    const pem = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n";
    expect(faults({ files: { "a.pem": pem } })).toEqual([
      "files.a.pem: holds a private key (PEM) that is not marked secret",
    ]);
    expect(faults({ list: [{ text: `[Interface]\nPrivateKey = ${base64}\n` }] })).toEqual([
      "list[0].text: holds a private key (WireGuard) that is not marked secret",
    ]);
    expect(faults({ a: "https://bot:hunter2222@registry.example.org/v2/" })).toEqual([
      "a: holds credentials in an address that is not marked secret",
    ]);
    expect(faults({ a: `AGE-SECRET-KEY-1${"Q".repeat(58)}` })).toHaveLength(1);
    expect(faults({ a: `AKIA${"Q".repeat(16)}` })).toHaveLength(1);
    expect(faults({ a: `bot:$2y$05$${"q".repeat(53)}` })).toHaveLength(1);
  });

  test("finds inputs that are called secrets, and settings inside texts", () => {
    const fault = (path: string) => [`${path}: is called a secret and not marked as one`];
    expect(faults({ privateKey: hex })).toEqual(fault("privateKey"));
    expect(faults({ registry: { password: "x" } })).toEqual(fault("registry.password"));
    expect(faults({ userData: `write_files:\n  - HCLOUD_TOKEN=${hex}\n` })).toEqual(fault("userData"));
    expect(faults({ text: `{"deployerPrivateKey": "0x${hex}"}` })).toEqual(fault("text"));
  });

  test("finds what the environment keeps secret, whatever it looks like", () => {
    expect(faults({ note: "so canary-6f1c sings" }, ["canary-6f1c"])).toEqual([
      "note: holds a secret of this machine's environment that is not marked secret",
    ]);
  });

  test("passes public keys, digests, the files and names of secrets, and secrets marked as such", () => {
    const fine = {
      hostKey: `ssh-ed25519 ${base64}`,
      meshPublicKey: base64,
      image: `r/app@sha256:${hex}`,
      keyFile: ".cordillera/stacks/local/ssh_key",
      text: 'command: --authrpc.jwtsecret=/run/jwt\npriv_validator_key_file = "config/priv_validator_key.json"\n',
      note: "secret: marked-elsewhere # token: in the vault",
      command: "--token $TOKEN_FROM_THE_ENVIRONMENT",
      url: "https://registry.example.org:5000/v2/",
      password: "",
    };
    expect(faults(fine)).toEqual([]);
    const hidden = judged("any:index:Thing", { password: hex }, { plainProps: {} });
    expect(plainSecrets([]).findFaults(hidden)).toEqual([]);
  });
});

describe("secretsOf", () => {
  test("takes what variables call a secret, and neither short words nor fillers", () => {
    const env = {
      HCLOUD_TOKEN: "hcloud-".repeat(9),
      OTHER_TOKEN: "0".repeat(64),
      AWS_SECRET_ACCESS_KEY: hex,
      CORDILLERA_REGISTRY_PASSWORD: "short",
      PULUMI_CONFIG_PASSPHRASE_FILE: "/home/me/passphrase",
      PATH: "/usr/bin:/bin",
    };
    expect(secretsOf(env)).toEqual(["hcloud-".repeat(9), hex]);
  });
});
