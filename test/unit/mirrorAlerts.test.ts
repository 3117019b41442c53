import { planContracts } from "../../infra/plan/planContracts";
import { listMirrorRules } from "../../infra/render/mirrorAlerts";
import { holdersBlocks } from "../../node/src/mirror/turns";

const contracts = planContracts({ contracts: undefined, chainId: 1234, environment: "local" });

describe("listMirrorRules", () => {
  test("calls a lease untold once others than its holder should have told it", () => {
    expect(listMirrorRules({ contracts }).map(({ alert, expr }) => [alert, expr])).toEqual([
      ["LeaseNotMirrored", `quantile(0.5, cordillera_mirror_lag_blocks) > ${holdersBlocks}`],
    ]);
  });

  test("says nothing where the contracts are on another chain, for nothing is told there", () => {
    expect(listMirrorRules({ contracts: { ...contracts, rpcUrl: "https://rpc.example.org" } })).toEqual([]);
  });
});
