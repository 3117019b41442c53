import { type Accepted, accepted as judged } from "./accepted";

/** What slither's JSON says of one finding. */
export interface Finding {
  check: string;
  impact: string;
  description: string;
}

/** `Contract.function` that a finding is about. */
export const placeOf = ({ description }: Pick<Finding, "description">): string =>
  /^(?:Reentrancy in )?([\w.]+)/.exec(description)?.[1] ?? description;

const covers = ({ check, where }: Accepted, finding: Finding): boolean =>
  check === finding.check &&
  (where.endsWith(".*") ? placeOf(finding).startsWith(where.slice(0, -1)) : where === placeOf(finding));

/** Findings that nobody has judged, and judgements whose finding is gone. */
export function judge(
  findings: readonly Finding[],
  accepted: readonly Accepted[] = judged,
): { faults: string[]; stale: string[] } {
  const unjudged = findings.filter((finding) => !accepted.some((one) => covers(one, finding)));
  return {
    faults: unjudged.map(
      ({ check, impact, description }) => `${impact} ${check}: ${firstLines(description)}`,
    ),
    stale: accepted
      .filter((one) => !findings.some((finding) => covers(one, finding)))
      .map(({ check, where }) => `${check} in ${where} is accepted, and no longer found`),
  };
}

const firstLines = (text: string): string =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .slice(0, 3)
    .join(" ");
