import { renderSummary } from "./summary";

test("the last line counts all tests", () => {
  const text = renderSummary([
    { name: "unit", passed: 120, failed: 0, ok: true, seconds: 21.34 },
    { name: "types", passed: 0, failed: 1, ok: false, seconds: 9 },
  ]);
  expect(text).toMatchInlineSnapshot(`
"
     suite          passed   failed  seconds
ok   unit              120        0     21.3
FAIL types               0        1      9.0
total 30 s
120 passed, 1 failed"
`);
  expect(text.split("\n").at(-1)).toBe("120 passed, 1 failed");
});
