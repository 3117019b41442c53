import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEther, type Wallet } from "ethers";
import { planFunding, planOperator } from "../../infra/components/operators";
import type { RecordedDeployment } from "../../infra/components/recordedDeployment";
import type { HostIdentityFacts, PlannedHost } from "../../infra/plan/plan";
import { openChain } from "../../infra/resources/chain/chainClient";
import { requestOf } from "../../infra/resources/chain/hostSigner";
import type { Sending } from "../../infra/resources/chain/sending";
import { settleState, type Values } from "../../infra/resources/contracts/settleState";
import { registerWith } from "../../infra/resources/members/registerHost";
import { type Operator, wantedRegistration } from "../../infra/resources/members/registrationFacts";
import { placeOf, readEvmKey } from "../../node/src/keys/evmKeyFiles";
import { makeIdentity } from "../../node/src/keys/identity";
import { readOwnerKey } from "../../node/src/keys/ownerKey";
import { signConsent } from "../../node/src/registration/signerConsent";
import { signRegistration } from "../../node/src/registration/signRegistration";
import type { TestChain } from "../unit/testChain";

/** A host's keys and the node's own signing, without the host around them. */
export class OperatorOnPaper {
  readonly owner: string;
  readonly consensusAddress: string;
  readonly wanted: Values;
  private readonly dir = mkdtempSync(join(tmpdir(), "operator-"));
  private readonly operator: Operator;
  private readonly sending: Sending;
  private readonly contracts: { ande: string; consensus: string; coordinator: string };
  private stakeWei = 0n;

  constructor(
    private readonly chain: TestChain,
    deployer: Wallet,
    { contracts }: RecordedDeployment,
    folder: string,
  ) {
    const host = { name: "paper-1", privateAddress: "10.77.0.10", roles: ["sequencer"] } as PlannedHost;
    const identity = makeIdentity(this.dir);
    this.consensusAddress = identity.consensusAddress;
    this.operator = planOperator(host, identity as HostIdentityFacts);
    this.owner = this.operator.owner;
    this.wanted = wantedRegistration(this.operator);
    this.contracts = {
      ande: contracts.AndeToken!.address,
      consensus: contracts.AndeConsensus!.address,
      coordinator: contracts.AndeSequencerCoordinator!.address,
    };
    this.sending = {
      sink: "broadcast",
      deployer: { address: deployer.address, keyFile: join(folder, "deployer_key") },
      admin: { address: deployer.address },
      fees: { maxFeeGwei: 100, maxPriorityFeeGwei: 1, replaceAfterSeconds: 30 },
      timeoutSeconds: 20,
      folder: join(this.dir, "journal"),
      callsFile: join(this.dir, "calls.json"),
    };
  }

  /** Gas and stake for a voting power. */
  async fund(power: number): Promise<Values> {
    this.stakeWei = parseEther("1000") * BigInt(power);
    const owners = [{ host: "paper-1", operator: this.operator, stakeWei: this.stakeWei }];
    const items = planFunding(this.contracts, { admin: this.sending.admin.address, owners });
    return settleState({ ...this.inputs, items });
  }

  async register(): Promise<Values> {
    const client = openChain(this.chain);
    const { operator, contracts, stakeWei, dir } = this;
    try {
      return await registerWith(
        client,
        { ...this.inputs, operator, contracts, stakeWei: String(stakeWei) },
        {
          address: this.owner,
          sign: async (calls) => signRegistration(JSON.stringify(calls.map(requestOf)), readOwnerKey(dir)),
          consent: async (chainId, consensus) =>
            signConsent(
              { chainId: BigInt(chainId), consensus, validator: this.owner },
              readEvmKey(placeOf(dir)),
            ),
        },
      );
    } finally {
      client.destroy();
    }
  }

  forget(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }

  private get inputs() {
    const { rpcUrl, chainId } = this.chain;
    return { name: "paper-1", rpcUrl, chainId, sending: this.sending };
  }
}
