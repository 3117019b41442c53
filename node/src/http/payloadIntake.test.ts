import { PayloadBox } from "../lease/payloadBox";
import { claimHeader, PayloadPush, renderClaimHeader } from "../lease/payloadPush";
import { silentLogger } from "../logger";
import { makeMetrics } from "../metrics/catalogue";
import type { AppState } from "../state";
import { FakeClock } from "../testing/fakeClock";
import { authored, sampleAuthor } from "../testing/sampleAuthor";
import { samplePayload } from "../testing/samplePayload";
import { PayloadIntake } from "./payloadIntake";
import { StatusServer } from "./statusServer";

const holder = sampleAuthor(1);
const committed = {
  height: 6,
  lease: { holder: holder.consensusAddress },
  validators: { [holder.consensusAddress]: holder.facts },
} as unknown as AppState;
const sent = authored(holder, samplePayload(), { height: 7 });

let server: StatusServer;
let url: string;
let box: PayloadBox;
let metrics: ReturnType<typeof makeMetrics>;

beforeEach(async () => {
  metrics = makeMetrics();
  box = new PayloadBox("test-1", { chain: { committed }, logger: silentLogger, clock: new FakeClock() });
  const nothing = async () => {
    throw new Error("not asked here");
  };
  server = new StatusServer(
    { host: "127.0.0.1", port: 0 },
    {
      logger: silentLogger,
      health: () => ({ livez: [], readyz: [], healthz: [] }),
      degraded: () => [],
      status: nothing,
      metrics: nothing,
      intake: new PayloadIntake({ box, metrics }),
    },
  );
  url = `http://127.0.0.1:${await server.listen()}`;
});
afterEach(() => server.close());

const post = (claim: string | undefined, body: Buffer, headers: Record<string, string> = {}) =>
  fetch(`${url}/payload`, {
    method: "POST",
    headers: { ...(claim && { [claimHeader]: claim }), ...headers },
    body: new Uint8Array(body),
  });

const outcomes = async () =>
  Object.fromEntries(
    (await metrics.payloadsReceived.get()).values.map(({ labels, value }) => [labels.outcome, value]),
  );

describe("POST /payload", () => {
  test("takes what the holder pushes, once", async () => {
    const push = new PayloadPush([{ name: "v2", statusUrl: `${url}/status` }], {
      logger: silentLogger,
      metrics,
    });
    const never = new AbortController().signal;
    await push.toAll(sent.payload, sent.authorship, never);
    await push.toAll(sent.payload, sent.authorship, never);
    expect(box.find(7, holder.evmAddress)?.tx).toEqual(sent.tx);
    expect(await outcomes()).toEqual({ taken: 1, known: 1 });
  });

  test("refuses a claim that is none, and one of a stranger", async () => {
    expect((await post(undefined, sent.payload)).status).toBe(400);
    expect((await post("bm9uZQ", sent.payload)).status).toBe(400);
    const stranger = authored(sampleAuthor(9), samplePayload(), { height: 7 });
    expect((await post(renderClaimHeader(stranger.authorship), stranger.payload)).status).toBe(403);
    expect(await outcomes()).toEqual({ malformed: 2, forged: 1 });
  });

  test("refuses bytes that the holder did not sign, and takes the right ones afterwards", async () => {
    const claim = renderClaimHeader(sent.authorship);
    expect((await post(claim, Buffer.from("something else"))).status).toBe(400);
    expect((await post(claim, sent.payload)).status).toBe(200);
    expect(await outcomes()).toEqual({ forged: 1, taken: 1 });
  });

  test("does not read what nobody signed for, however long it is", async () => {
    const stranger = authored(sampleAuthor(9), samplePayload(), { height: 7 });
    const long = Buffer.alloc(8 * 1024 * 1024);
    const status = await post(renderClaimHeader(stranger.authorship), long).then(
      (answer) => answer.status,
      () => "cut",
    );
    expect([403, "cut"]).toContain(status);
    expect((await post(renderClaimHeader(sent.authorship), sent.payload)).status).toBe(200);
  });
});
