import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hashInputs } from "./inputsHash";

const folder = mkdtempSync(join(tmpdir(), "cordillera-hash-"));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string, mode = 0o644): void {
  mkdirSync(join(folder, "in"), { recursive: true });
  writeFileSync(join(folder, "in", name), text);
  chmodSync(join(folder, "in", name), mode);
}
const hash = (text = "") => hashInputs(folder, [join(folder, "in")], text);

describe("hashInputs", () => {
  test("changes with content, name, execute bit and text, and with nothing else", () => {
    write("a", "one");
    const first = hash();
    write("a", "one", 0o600);
    expect(hash()).toBe(first);
    write("a", "one", 0o755);
    const executable = hash();
    write("a", "two", 0o755);
    const changed = hash();
    write("b", "");
    expect(new Set([first, executable, changed, hash(), hash("base image")]).size).toBe(5);
  });
});
