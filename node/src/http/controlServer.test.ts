import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { giveOrder } from "../cli/orders";
import { HandOverRefusedError } from "../lease/handOverDesk";
import { silentLogger } from "../logger";
import { ControlServer } from "./controlServer";

let dir: string;
let server: ControlServer;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "control-"));
  // What a killed process leaves behind.
  writeFileSync(join(dir, "control.sock"), "");
  const actions = {
    handover: (body: unknown) => {
      if ((body as { at?: number }).at === 1) throw new HandOverRefusedError("height 1 is too near");
      return { at: 23 };
    },
  };
  server = new ControlServer(join(dir, "control.sock"), { actions, logger: silentLogger });
  await server.listen();
});
afterEach(async () => {
  await server.close();
  rmSync(dir, { recursive: true, force: true });
});

describe("ControlServer", () => {
  test("does what it is told by who may open its socket, which is its owner alone", async () => {
    const path = join(dir, "control.sock");
    expect(statSync(path).mode & 0o077).toBe(0);
    expect(await giveOrder(path, "handover", {})).toEqual({ at: 23 });
  });

  test("tells why it refuses", async () => {
    const path = join(dir, "control.sock");
    await expect(giveOrder(path, "handover", { at: 1 })).rejects.toThrow(
      "No hand-over: height 1 is too near.",
    );
    await expect(giveOrder(path, "dance", {})).rejects.toThrow("no such order");
  });

  test("is missed by name where no node runs", async () => {
    await expect(giveOrder(join(dir, "none.sock"), "handover", {})).rejects.toThrow(
      `No node answers at ${join(dir, "none.sock")}.`,
    );
  });
});
