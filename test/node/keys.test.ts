import { spawnSync } from "node:child_process";
import { chmodSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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

describe("keys of a host", () => {
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
