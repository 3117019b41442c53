import { exitCodeOf, renderVerdicts } from "./report";

test("a warning shows its mending command and leaves the exit code 0", () => {
  const verdicts = [
    { name: "memory", state: "warn" as const, evidence: "3.0 GiB available", fix: "end other programs" },
    { name: "disk space", state: "ok" as const, evidence: "90 GiB free at /" },
  ];
  expect(renderVerdicts(verdicts)).toMatchInlineSnapshot(`
"warn  memory      3.0 GiB available
                  fix: end other programs
ok    disk space  90 GiB free at /"
`);
  expect(exitCodeOf(verdicts)).toBe(0);
});
