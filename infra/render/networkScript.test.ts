import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { networkScript, networkScriptPath, networkUnit } from "./networkScript";

const inImage = join(__dirname, "../../images/host/rootfs", networkScriptPath);

describe("networkScript", () => {
  test("is what images/host carries, executable", () => {
    expect(readFileSync(inImage, "utf8")).toBe(networkScript);
    expect(statSync(inImage).mode & 0o111).toBe(0o111);
  });

  test("is bash", () => {
    execFileSync("bash", ["-n"], { input: networkScript });
  });

  test("shows the private key to no argument list", () => {
    expect(networkScript).toMatch(/printf .*"\$\(<"\$folder\/mesh\.key"\)"/);
    expect(networkScript).not.toMatch(/wg set .*private-key|cat .*mesh\.key/);
  });
});

describe("networkUnit", () => {
  test("puts the firewall in place before Docker starts, and again when Docker is started again", () => {
    expect(networkUnit).toContain("Before=docker.service\nPartOf=docker.service\n");
    expect(networkUnit).toContain(`ExecStartPre=${networkScriptPath} apply\n`);
    expect(networkUnit).toContain("WantedBy=multi-user.target docker.service\n");
  });
});
