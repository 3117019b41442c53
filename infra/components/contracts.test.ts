import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runtime } from "@pulumi/pulumi";
import { AbiCoder, getAddress } from "ethers";
import type { Plan } from "../plan/plan";
import { contractAddress } from "../resources/contractAddress";
import { applyContracts, readCreationCode, tokenMaxSupply } from "./contracts";

const deployer = getAddress("0x00000000000000000000000000000000000000aa");
const plan = { network: "sample", chainId: 1234 } as Plan;

describe("applyContracts", () => {
  let rootDir: string;
  const made: runtime.MockResourceArgs[] = [];

  beforeAll(async () => {
    rootDir = await mkdtemp(join(tmpdir(), "artifact-"));
    await mkdir(join(rootDir, "contracts/out/AndeToken.sol"), { recursive: true });
    await writeFile(
      join(rootDir, "contracts/out/AndeToken.sol/AndeToken.json"),
      JSON.stringify({ bytecode: { object: "0x6001" } }),
    );
    await runtime.setMocks({
      newResource: (args) => {
        made.push(args);
        return { id: args.inputs.address, state: args.inputs };
      },
      call: () => ({}),
    });
  });
  afterAll(() => rm(rootDir, { recursive: true, force: true }));

  test("gives the token an address that follows from code, admin and cap", async () => {
    const { AndeToken } = applyContracts(plan, {
      rootDir,
      rpcUrl: "http://127.0.0.1:8545",
      deployerKeyFile: "key",
      deployerAddress: deployer,
    });
    const address = await new Promise((done) => AndeToken!.apply(done));
    const constructorArgs = AbiCoder.defaultAbiCoder().encode(
      ["address", "uint256"],
      [deployer, 1_000_000_000n * 10n ** 18n],
    );
    expect(made).toHaveLength(1);
    expect(made[0]).toMatchObject({
      name: "sample-ande-token",
      type: "pulumi-nodejs:dynamic/cordillera:Contract",
      inputs: { bytecode: "0x6001", chainId: 1234, constructorArgs },
    });
    expect(address).toBe(
      contractAddress({ bytecode: "0x6001", constructorArgs, salt: made[0]!.inputs.salt }),
    );
    expect(tokenMaxSupply).toBe(10n ** 27n);
  });
});

describe("readCreationCode", () => {
  test("names the command that compiles a contract", () => {
    expect(() => readCreationCode(tmpdir(), "Nothing")).toThrow(
      [
        'Contract "Nothing" is not compiled.',
        "  - file: contracts/out/Nothing.sol/Nothing.json",
        "  fix: npm run build:contracts",
      ].join("\n"),
    );
  });
});
