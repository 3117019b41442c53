import { readFileSync } from "node:fs";
import { join } from "node:path";
import { chooseUpdate, findObstacle } from "./chooseUpdate";
import { parseHistory } from "./history";
import { renderHistory } from "./historyTable";

// As `pulumi stack history --json` of a file backend prints it, newest first, every version 0.
const json = readFileSync(join(__dirname, "history.fixture.json"), "utf8");
const updates = parseHistory(json);
const everyCommit = () => true;

const messageOf = (run: () => unknown): string => {
  try {
    run();
    return "";
  } catch (error) {
    return (error as Error).message;
  }
};

describe("parseHistory", () => {
  test("numbers updates from the first, though every version is 0", () => {
    expect(updates.map(({ number, startTime, result }) => [number, startTime.slice(0, 16), result])).toEqual([
      [1, "2026-11-20T09:00", "succeeded"],
      [2, "2026-11-20T10:00", "succeeded"],
      [3, "2026-11-20T11:00", "failed"],
      [4, "2026-11-21T09:30", "succeeded"],
      [5, "2026-11-21T10:30", "succeeded"],
    ]);
  });

  test("leaves out what is no update and what did not change", () => {
    expect(updates.some(({ message }) => message.includes("destroy"))).toBe(false);
    expect(updates[1]!.changes).toEqual({ update: 12 });
  });

  test("takes an entry outside of git for dirty", () => {
    expect(
      parseHistory(JSON.stringify([{ kind: "update", startTime: "2026", result: "succeeded" }])),
    ).toEqual([expect.objectContaining({ commit: undefined, isDirty: true, config: {} })]);
  });

  test("a stack without updates has none", () => {
    expect(parseHistory("")).toEqual([]);
    expect(parseHistory("[]\n")).toEqual([]);
  });
});

describe("renderHistory", () => {
  test("shows successful updates newest first, with when, who, commit, what changed and whether there is a way back", () => {
    const isKnown = (commit: string) => !commit.startsWith("0001");
    expect(`\n${renderHistory(updates, isKnown)}`).toMatchInlineSnapshot(`
"
┌────┬─────────────────────┬──────────────────┬──────────────┬─────────┬──────────────────────────────────────────┬────────────────────┐
│ TO │ when (UTC)          │ commit           │ author of it │ changed │ message                                  │ way back           │
│ 5  │ 2026-11-21 10:30:00 │ 0005555555       │ Ada Operator │ ~3      │ Raise the memory of geth                 │ is the last one    │
│ 4  │ 2026-11-21 09:30:00 │ 0005555555 dirty │ Ada Operator │ nothing │ Raise the memory of geth                 │ no: dirty          │
│ 2  │ 2026-11-20 10:00:00 │ 0002222222       │ Ada Operator │ ~12     │ Release 1.1 with a message that is far … │ yes                │
│ 1  │ 2026-11-20 09:00:00 │ 0001111111       │ Ada Operator │ +53     │ First                                    │ no: commit missing │
└────┴─────────────────────┴──────────────────┴──────────────┴─────────┴──────────────────────────────────────────┴────────────────────┘
1 more did not succeed; there is no way back to those."
`);
  });
});

describe("chooseUpdate", () => {
  test.each([
    ["a number", "2", 2],
    ["the beginning of a time", "2026-11-20T10", 2],
    ["a time with a blank", "2026-11-20 10:00", 2],
    ["the beginning of a commit", "000222222222", 2],
    ["a commit of two updates: the last", "0005555", 5],
  ])("takes %s", (_what, to, number) => {
    expect(chooseUpdate(updates, to, everyCommit).number).toBe(number);
  });

  test.each([
    [
      "a dirty one",
      "4",
      "There is no way back to update 4 of 2026-11-21 09:30:00, commit 0005555555: it was made from a dirty tree, so that no commit holds what was deployed.\n  fix: Choose another update: make rollback without TO lists them. Commit before you deploy.",
    ],
    [
      "a failed one",
      "3",
      "There is no way back to update 3 of 2026-11-20 11:00:00, commit 0003333333: it failed.\n  fix: Choose another update: make rollback without TO lists them.",
    ],
    [
      "one whose commit is not here",
      "1",
      `There is no way back to update 1 of 2026-11-20 09:00:00, commit 0001111111: its commit is not in this checkout.\n  fix: git fetch origin 0001${"1".repeat(36)}`,
    ],
    [
      "one that never was",
      "17",
      'No update is called "17".\n  - known: 1 to 5\n  fix: Name its number, or the beginning of its time (2026-11-21T14:30) or of its commit (7 digits or more).',
    ],
  ])("refuses %s", (_what, to, message) => {
    const isKnown = (commit: string) => !commit.startsWith("0001");
    expect(messageOf(() => chooseUpdate(updates, to, isKnown))).toBe(message);
  });
});

describe("findObstacle", () => {
  test("sees a run that is under way", () => {
    const running = { ...updates[0]!, result: "in-progress" };
    expect(findObstacle(running, everyCommit)?.why).toBe("it is in-progress");
  });
});
