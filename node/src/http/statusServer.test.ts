import { silentLogger } from "../logger";
import type { HealthCheck } from "./health";
import type { StatusDocument } from "./statusDocument";
import { StatusServer } from "./statusServer";

let server: StatusServer;
let url: string;
let reasons: Record<HealthCheck, string[]>;

let answers: number[];

beforeEach(async () => {
  answers = [];
  reasons = { livez: [], readyz: [], healthz: [] };
  server = new StatusServer(
    { host: "127.0.0.1", port: 0 },
    {
      logger: silentLogger,
      health: () => reasons,
      degraded: () => ["DA is behind"],
      status: async (height) => ({ name: "v1", height: height ?? 7 }) as StatusDocument,
      onAnswer: ({ status }) => answers.push(status),
      join: async () => "CMT_STATESYNC_ENABLE=true\n",
      metrics: async () => ({ contentType: "text/plain", text: "up 1\n" }),
    },
  );
  url = `http://127.0.0.1:${await server.listen()}`;
});
afterEach(() => server.close());

describe("StatusServer", () => {
  test.each(["livez", "readyz", "healthz"] as const)(
    "answers 503 with the reasons on /%s, else 200",
    async (check) => {
      expect((await fetch(`${url}/${check}`)).status).toBe(200);
      reasons[check] = ["geth does not answer"];
      const answer = await fetch(`${url}/${check}`);
      expect(answer.status).toBe(503);
      expect(await answer.json()).toMatchObject({ ok: false, reasons: ["geth does not answer"] });
    },
  );

  test("tells on /join how CometBFT of this host begins", async () => {
    const answer = await fetch(`${url}/join`);
    expect([answer.status, await answer.text()]).toEqual([200, "CMT_STATESYNC_ENABLE=true\n"]);
  });

  test("tells on /healthz what is amiss and stays 200", async () => {
    const answer = await fetch(`${url}/healthz`);
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { ok: true, reasons: [], degraded: ["DA is behind"] },
    ]);
  });

  test("tells the status, and the block of a height", async () => {
    expect(await (await fetch(`${url}/status`)).json()).toMatchObject({ height: 7 });
    expect(await (await fetch(`${url}/status?height=3`)).json()).toMatchObject({ height: 3 });
  });

  test("refuses a height that is no number", async () => {
    const answer = await fetch(`${url}/status?height=last`);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({ reason: 'height: must be a whole number (got "last")' });
  });

  test("tells of every answer, and of the connections that are open", async () => {
    await fetch(`${url}/livez`);
    reasons.livez = ["geth does not answer"];
    await fetch(`${url}/livez`);
    expect(answers).toEqual([200, 503]);
    expect(await server.connections()).toBeGreaterThan(0);
  });

  test("serves metrics, names what it knows elsewhere, refuses writing", async () => {
    expect(await (await fetch(`${url}/metrics`)).text()).toBe("up 1\n");
    expect((await fetch(`${url}/other`)).status).toBe(404);
    expect((await fetch(`${url}/status`, { method: "POST" })).status).toBe(405);
  });
});
