import { DeployError } from "../../infra/vocab/errors";
import { runTool } from "../runTool";
import { accepted } from "./static/accepted";
import { judge } from "./static/judge";
import { runSlither } from "./static/slither";

export class FindingsError extends DeployError<"FINDINGS"> {
  constructor(at: { faults: string[]; stale: string[] }) {
    super("FINDINGS", "The static checks of the contracts found something that nobody has judged.", {
      details: [...at.faults, ...at.stale],
      fix: "Mend the contract; what is no fault goes into tools/contracts/static/accepted.ts with its reason.",
    });
  }
}

runTool(async () => {
  const findings = await runSlither();
  const { faults, stale } = judge(findings);
  console.log(
    `${findings.length} findings of slither, ${accepted.length} judgements, ${faults.length} faults`,
  );
  if (faults.length + stale.length > 0) throw new FindingsError({ faults, stale });
  return 0;
});
