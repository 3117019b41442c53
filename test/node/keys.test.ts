import { spawnSync } from "node:child_process";
import { chmodSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { placeOf, readEvmKey } from "../../node/src/keys/evmKeyFiles";
import { readOwnerKey } from "../../node/src/keys/ownerKey";
import { LocalChain, until } from "./localChain";
import { bundlePath } from "./tools";
import type { Validator } from "./validator";

jest.setTimeout(120_000);

let chain: LocalChain;
let validator: Validator;
beforeAll(async () => {
  chain = await LocalChain.start(1);
  validator = chain.validators[0]!;
  await chain.waitForHeight(2);
}, 120_000);
afterAll(() => chain?.stop(), 60_000);

const run = (...args: string[]) =>
  spawnSync(process.execPath, [bundlePath, ...args], { encoding: "utf8", timeout: 20_000 });

const check = () =>
  run(
    ...["keys", "check", "--dir", validator.at("keys"), "--data-dir", validator.at("comet/data")],
    ...["--declared", validator.at("identity.json")],
  );

/** Keys of somebody else, in a folder of this validator. */
function makeOtherKeys(): string {
  expect(run("keys", "new", "--dir", validator.at("other")).status).toBe(0);
  return validator.at("other");
}

/** The private part of every key of a host, as it would look if it leaked. */
function privateParts(): Record<string, string> {
  const read = (file: string) => readFileSync(validator.at("keys", file), "utf8");
  const consensus = (file: string) => JSON.parse(read(file)).priv_key.value.slice(0, 40) as string;
  const hex = (key: Buffer) => key.toString("hex");
  return {
    "node_key.json": consensus("node_key.json"),
    "priv_validator_key.json": consensus("priv_validator_key.json"),
    geth_nodekey: read("geth_nodekey").trim(),
    "jwt.hex": read("jwt.hex").trim().replace(/^0x/, ""),
    evm_passphrase: read("evm_passphrase").trim(),
    owner_passphrase: read("owner_passphrase").trim(),
    author: hex(readEvmKey(placeOf(validator.at("keys")))),
    owner: hex(readOwnerKey(validator.at("keys"))),
  };
}

/** What every process of the host was started with, and what it said. */
function publicPlaces(): Record<string, string> {
  return Object.fromEntries(
    validator.processes.flatMap((one) => {
      const pids = one.pids();
      const of = (file: string) => pids.map((pid) => readFileSync(`/proc/${pid}/${file}`, "utf8")).join("\n");
      return [
        [`arguments of ${one.name}`, of("cmdline").replaceAll("\0", " ")],
        [`environment of ${one.name}`, of("environ")],
        [`log of ${one.name}`, one.log()],
      ];
    }),
  );
}

describe("A11 keys of a host", () => {
  test("are files of mode 0600, those of accounts in encrypted keystores", () => {
    const files = readdirSync(validator.at("keys"));
    expect(files.length).toBeGreaterThanOrEqual(8);
    const modes = files.map((file) => [
      file,
      (statSync(validator.at("keys", file)).mode & 0o777).toString(8),
    ]);
    expect(modes).toEqual(files.map((file) => [file, "600"]));
    const { author, owner } = privateParts();
    for (const file of ["evm_keystore.json", "owner_keystore.json"]) {
      const text = readFileSync(validator.at("keys", file), "utf8");
      expect(JSON.parse(text).crypto.cipher).toBe("aes-128-ctr");
      expect([text.includes(author!), text.includes(owner!)]).toEqual([false, false]);
    }
  });

  test("are in no argument list, environment or log of a validator that writes blocks", async () => {
    await chain.waitForHeight(3);
    const [secrets, places] = [privateParts(), publicPlaces()];
    expect(Object.values(secrets).map(({ length }) => length >= 40)).toEqual(Array(8).fill(true));
    // What is public must be found, so that an empty search cannot pass.
    expect(places["arguments of geth"]).toContain("--authrpc.jwtsecret");
    expect(places["environment of app"]).toContain("PATH=");
    expect(places["log of app"]).toContain("block finalized");
    expect(places["log of cometbft"]).toContain("committed state");
    const leaks = Object.entries(places).flatMap(([place, text]) =>
      Object.entries(secrets).flatMap(([what, secret]) =>
        text.toLowerCase().includes(secret.toLowerCase()) ? `${what}: ${place}` : [],
      ),
    );
    expect(leaks).toEqual([]);
  });

  test("are in order on a validator that runs", () => {
    expect(check()).toMatchObject({ status: 0, stdout: "keys are in order\n" });
  });

  test("are named with every fault, and exit code 1, when they are not", () => {
    chmodSync(validator.at("keys/jwt.hex"), 0o644);
    const declared = readFileSync(validator.at("identity.json"), "utf8");
    writeFileSync(
      validator.at("identity.json"),
      declared.replace(/0x[0-9a-fA-F]{40}/, `0x${"1".repeat(40)}`),
    );
    expect(check()).toMatchObject({
      status: 1,
      stdout: [
        `fault: ${validator.at("keys/jwt.hex")}: mode must be 0600 (got 0644)`,
        `fault: evmAddress: must be 0x${"1".repeat(40)} (got ${validator.identity.evmAddress})`,
        "2 faults\n",
      ].join("\n"),
    });
    chmodSync(validator.at("keys/jwt.hex"), 0o600);
    writeFileSync(validator.at("identity.json"), declared);
  });

  test("another author's key: the node does not start, and says which address was wanted", async () => {
    await validator.app.stop();
    const keystore = readFileSync(validator.at("keys/evm_keystore.json"), "utf8");
    const passphrase = readFileSync(validator.at("keys/evm_passphrase"), "utf8");
    const other = makeOtherKeys();
    for (const file of ["evm_keystore.json", "evm_passphrase"]) {
      writeFileSync(validator.at("keys", file), readFileSync(`${other}/${file}`));
    }
    const { status, stderr } = run("start", "--config", validator.at("config.json"));
    expect(status).toBe(1);
    expect(stderr.split("\n")[0]).toBe("The keys of this host are not those the network knows it by.");
    expect(stderr).toContain(`  - evmAddress: must be ${validator.identity.evmAddress} (got 0x`);
    writeFileSync(validator.at("keys/evm_keystore.json"), keystore);
    writeFileSync(validator.at("keys/evm_passphrase"), passphrase);
    rmSync(other, { recursive: true });
    validator.app.start();
    await chain.waitForHeight((await chain.topHeight()) + 1);
  });

  test("another validator's key in CometBFT: the node ends at once instead of serving it", async () => {
    const path = validator.at("comet/config/priv_validator_key.json");
    const own = readFileSync(path, "utf8");
    await validator.comet.stop();
    const other = makeOtherKeys();
    writeFileSync(path, readFileSync(`${other}/priv_validator_key.json`));
    const endsBefore = validator.app.ends.length;
    const { height } = await validator.status();
    validator.comet.start();
    await until(async () => validator.app.ends.length > endsBefore, {
      timeoutMs: 30_000,
      what: async () => "the node's end",
    });
    expect(validator.app.ends[endsBefore]).toBe("1");
    expect(validator.app.log()).toContain(
      `  - consensusAddress: must be ${validator.identity.consensusAddress} (got `,
    );
    await validator.comet.stop();
    writeFileSync(path, own);
    validator.comet.start();
    await chain.waitForHeight(height + 2);
  });
});
