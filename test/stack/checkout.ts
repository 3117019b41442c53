import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execute } from "./execute";
import { projectFolder } from "./testStack";

/** What set-up made and git does not hold; a checkout shares it with the project. */
const shared = [
  "node_modules",
  "contracts/out",
  "node/dist",
  ".cordillera/bin",
  ".cordillera/registry",
  ".cordillera/pushed.json",
];

/** A clone of this project as it lies here, with a history of its own that a test may add to. */
export class Checkout {
  readonly folder = mkdtempSync(join(tmpdir(), "cordillera-checkout-"));

  async make(): Promise<void> {
    await this.git(["clone", "--quiet", "--shared", projectFolder, this.folder]);
    await this.git(["config", "user.name", "Test"]);
    await this.git(["config", "user.email", "test@example.org"]);
    // A link is no folder to `.gitignore`.
    writeFileSync(join(this.folder, ".git/info/exclude"), `${shared.join("\n")}\n.cordillera\n`);
    await this.takeEdits();
    for (const path of shared) {
      if (!existsSync(join(projectFolder, path))) continue;
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      symlinkSync(join(projectFolder, path), join(this.folder, path));
    }
    await this.commit("The project as it lies here");
  }

  /** What is edited and not committed belongs to what is tested. */
  private async takeEdits(): Promise<void> {
    const list = async (...flags: string[]) =>
      (await this.git(["ls-files", "-z", "--exclude-standard", ...flags], projectFolder))
        .split("\0")
        .filter(Boolean);
    const gone = new Set(await list("--deleted"));
    for (const file of gone) rmSync(join(this.folder, file), { force: true });
    for (const file of await list("--modified", "--others")) {
      if (gone.has(file)) continue;
      mkdirSync(dirname(join(this.folder, file)), { recursive: true });
      copyFileSync(join(projectFolder, file), join(this.folder, file));
    }
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(join(this.folder, file)), { recursive: true });
    writeFileSync(join(this.folder, file), text);
  }

  /** Commits everything there is and answers with the commit. */
  async commit(message: string): Promise<string> {
    await this.git(["add", "--all"]);
    await this.git(["commit", "--quiet", "--allow-empty", "--message", message]);
    return (await this.git(["rev-parse", "HEAD"])).trim();
  }

  async git(args: string[], cwd = this.folder): Promise<string> {
    const done = await execute("git", args, { cwd, timeoutMs: 60_000 });
    if (done.code !== 0) throw new Error(`git ${args.join(" ")}: exit ${done.code}\n${done.output}`);
    return done.stdout;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
