import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseRelease } from "../../infra/config/parseRelease";
import { builtServiceNames } from "../../infra/vocab/words";
import { imagesOfPush, writeReleaseFile } from "./releaseFile";

const registry = "registry.example.org/ande";
const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
const pushed = (digit: string) =>
  Object.fromEntries(
    builtServiceNames.map((name) => [name, `${registry}/cordillera/${name}@${digest(digit)}`]),
  );

describe("imagesOfPush", () => {
  test("takes the registry off and keeps repository and digest", () => {
    expect(imagesOfPush(registry, pushed("a")).geth).toEqual({
      repository: "cordillera/geth",
      digest: digest("a"),
    });
  });

  test("names what has no digest, and what is not there at all", () => {
    const { geth, ...others } = pushed("a");
    expect(() =>
      imagesOfPush(registry, { ...others, app: `${registry}/cordillera/app:1` }),
    ).toThrowErrorMatchingInlineSnapshot(`
"Not every image was pushed to registry.example.org/ande.
  - geth: Invalid input: expected object, received undefined (got "nothing")
  - app.repository: must be a repository such as cordillera/geth (got "registry.example.org/ande/cordillera/app:1")
  - app.digest: Invalid input: expected string, received undefined (got "registry.example.org/ande/cordillera/app:1")
  fix: Look at what pulumi said above, then run it again: what is there is not built again."
`);
    expect(geth).toBeDefined();
  });
});

describe("writeReleaseFile", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "releases-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const release = (digit: string) => ({ name: "first", images: imagesOfPush(registry, pushed(digit)) });

  test("writes what parseRelease reads, with where it comes from, and leaves nothing else behind", () => {
    const file = join(folder, "first.yaml");
    expect(writeReleaseFile(file, release("a"), "from commit 1")).toBe("written");
    const text = readFileSync(file, "utf8");
    expect(text.startsWith("# from commit 1\n")).toBe(true);
    expect(parseRelease({ file, text }, "first")).toEqual(release("a"));
    expect(readdirSync(folder)).toEqual(["first.yaml"]);
  });

  test("does not touch a file that says the same", () => {
    const file = join(folder, "first.yaml");
    writeReleaseFile(file, release("a"), "from commit 1");
    const before = statSync(file).mtimeMs;
    expect(writeReleaseFile(file, release("a"), "from commit 2")).toBe("unchanged");
    expect(statSync(file).mtimeMs).toBe(before);
  });

  test("refuses to give a name other digests, and names them", () => {
    const file = join(folder, "first.yaml");
    writeReleaseFile(file, release("a"), "");
    const text = readFileSync(file, "utf8");
    const other = release("a");
    other.images.geth = { repository: "cordillera/geth", digest: digest("b") };
    expect(() => writeReleaseFile(file, other, "")).toThrow(
      `geth: cordillera/geth@${digest("a")}, now cordillera/geth@${digest("b")}`,
    );
    expect(readFileSync(file, "utf8")).toBe(text);
  });
});
