import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { asRoot } from "./hostSession";

describe("asRoot", () => {
  const folder = mkdtempSync(join(tmpdir(), "sudo-"));
  // A sudo that grants what it is asked for, to whoever asks: -n, --, then the command.
  writeFileSync(join(folder, "sudo"), '#!/bin/sh\nshift 2\nexec "$@"\n', { mode: 0o755 });
  afterAll(() => rmSync(folder, { recursive: true }));
  const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };

  test("asks no question and runs bash", () => {
    expect(asRoot("id -u; echo 'a b'")).toBe(`sudo -n -- /bin/bash -c 'id -u; echo '\\''a b'\\'''`);
  });

  test("hands any text to the shell as it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme-ascii" }), (text) => {
        const quoted = `'${text.replaceAll("'", `'"'"'`)}'`;
        const done = execFileSync("bash", ["-c", asRoot(`printf %s ${quoted}`)], { env, encoding: "utf8" });
        expect(done).toBe(text);
      }),
      { numRuns: 30 },
    );
  });

  test("leaves input, both outputs and the exit code to the command", () => {
    const command = 'read -r line; echo "$line"; echo oops >&2\nexit 7';
    const done = spawnSync("bash", ["-c", asRoot(command)], { env, input: "hello\n", encoding: "utf8" });
    expect([done.stdout, done.stderr, done.status]).toEqual(["hello\n", "oops\n", 7]);
  });
});
