import Table from "cli-table3";
import { parse } from "yaml";
import { describeManyHosts } from "../../../tools/bench/descriptions";
import { PaperStack } from "../paperStack";

jest.setTimeout(1_800_000);

interface Row {
  hosts: number;
  resources: number;
  previewSeconds: number;
  upSeconds: number;
}

const rows: Row[] = [];
const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const startMs = performance.now();
  await work();
  return Math.round((performance.now() - startMs) / 100) / 10;
};

afterAll(() => {
  const head = ["hosts", "resources", "first preview, s", "up, s"];
  const table = new Table({ head, style: { head: [], border: [], compact: true } });
  for (const row of rows) table.push(Object.values(row));
  process.stderr.write(
    `\nHosts of nine regions on stand-in clouds, without machines:\n${table.toString()}\n`,
  );
});

// What the engine and the program themselves take: no machine is started, and no host is spoken to.
describe("a network that grows", () => {
  test.each([10, 50, 100])("of %i hosts is shown and made", async (hosts) => {
    const paper = new PaperStack(`test-many-${hosts}`);
    const description = parse(describeManyHosts(hosts));
    try {
      await paper.init();
      let made: Record<string, number> = {};
      const previewSeconds = await seconds(() => paper.preview(description));
      const upSeconds = await seconds(async () => {
        made = await paper.up(description);
      });
      expect(made.create).toBeGreaterThan(hosts * 8);
      rows.push({ hosts, resources: made.create!, previewSeconds, upSeconds });
    } finally {
      await paper.forget();
    }
  });
});
