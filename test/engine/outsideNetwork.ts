import { cpSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { Wallet } from "ethers";
import type { RecordedDeployment } from "../../infra/components/recordedDeployment";
import { contractsSchema } from "../../infra/config/contracts";
import { planContracts } from "../../infra/plan/planContracts";
import { packProviders } from "../../infra/resources/bundleProviders";
import type { Environment } from "../../infra/vocab/words";
import type { Executed } from "../stack/execute";
import { projectFolder, TestStack } from "../stack/testStack";
import { startTestChain, type TestChain } from "../unit/testChain";

interface OutsideNetworkOptions {
  network: string;
  environment: Environment;
  chainId: number;
  /** Under `contracts` of its description, in every run. */
  contracts: object;
}

/**
 * The contracts of a network on an outside chain: a stack of their own, in a folder where a test can change what is
 * compiled.
 */
export class OutsideNetwork {
  readonly stack: TestStack;
  readonly cwd: string;
  chain!: TestChain;
  deployer!: Wallet;
  private readonly wantedFile: string;

  constructor(
    stackName: string,
    private readonly options: OutsideNetworkOptions,
  ) {
    this.stack = new TestStack(stackName);
    this.cwd = join(this.stack.home, "program");
    this.wantedFile = join(this.stack.home, "wanted.json");
  }

  async start(): Promise<void> {
    this.chain = await startTestChain(this.options.chainId);
    this.deployer = new Wallet(this.chain.richKey, this.chain.rpc);
    this.makeFolder();
    this.want();
    await this.mustRun("stack", "init");
    await this.mustRun("config", "set", "wanted", this.wantedFile);
  }

  async stop(): Promise<void> {
    await this.run("stack", "rm", "--yes", "--force");
    this.chain?.stop();
    this.stack.remove();
  }

  /** What the description says from here on. */
  want(contracts: object = {}): void {
    const { network, environment, chainId } = this.options;
    const { rpcUrl } = this.chain;
    const outside = { chain: { rpcUrl, chainId }, timeoutSeconds: 20 };
    const described = contractsSchema.parse({ ...outside, ...this.options.contracts, ...contracts });
    const plan = {
      network,
      stack: this.stack.name,
      lease: { blocks: 100, missesToFailOver: 10 },
      contracts: planContracts({ contracts: described, chainId: 1, environment }),
    };
    const args = { rpcUrl, deployerAddress: this.deployer.address, deployerKeyFile: "deployer_key" };
    writeFileSync(this.wantedFile, JSON.stringify({ plan, args }));
  }

  run(...args: string[]): Promise<Executed> {
    return this.stack.pulumi(args, { cwd: this.cwd });
  }

  async preview(): Promise<string> {
    return this.mustRun("preview", "--diff");
  }

  async up(...args: string[]): Promise<string> {
    return this.mustRun("up", "--yes", "--skip-preview", ...args);
  }

  /** What `up` says where it must fail. */
  async refusal(): Promise<string> {
    const { code, output } = await this.run("up", "--yes", "--skip-preview");
    if (code === 0) throw new Error(`up was not refused:\n${output}`);
    return output;
  }

  deployment(): RecordedDeployment {
    const file = join(this.cwd, `stacks/deployments/${this.stack.name}.json`);
    return JSON.parse(readFileSync(file, "utf8"));
  }

  /** Another build of a contract: what stands behind its code is never run. */
  changeCode(contract: string): void {
    const file = join(this.cwd, `contracts/out/${contract}.sol/${contract}.json`);
    const compiled = JSON.parse(readFileSync(file, "utf8"));
    compiled.bytecode.object += "fe";
    writeFileSync(file, JSON.stringify(compiled));
  }

  async mustRun(...args: string[]): Promise<string> {
    return (await this.stack.mustSucceed(this.run(...args))).output;
  }

  private makeFolder(): void {
    cpSync(join(__dirname, "networkProgram"), this.cwd, { recursive: true });
    // One file, as infra/bundle.js makes it: this stack is brought up many times.
    buildSync({
      entryPoints: [join(__dirname, "networkProgram/index.ts")],
      outfile: join(this.cwd, "index.js"),
      bundle: true,
      external: ["@pulumi/*", "esbuild"],
      platform: "node",
      target: "node22",
      define: { packedProviders: JSON.stringify(packProviders(join(projectFolder, "infra/resources"))) },
    });
    symlinkSync(join(projectFolder, "infra"), join(this.cwd, "infra"));
    cpSync(join(projectFolder, "contracts/out"), join(this.cwd, "contracts/out"), { recursive: true });
    symlinkSync(join(projectFolder, "node_modules"), join(this.cwd, "node_modules"));
    writeFileSync(join(this.cwd, "deployer_key"), this.chain.richKey, { mode: 0o600 });
  }
}
