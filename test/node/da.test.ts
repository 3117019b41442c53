import { HDNodeWallet } from "ethers";
import { openChain } from "../../infra/resources/chain/chainClient";
import { openBody, openHeader } from "../../node/src/da/blobFormat";
import type { StatusDocument } from "../../node/src/http/statusDocument";
import { decodePayload } from "../../node/src/payload/codec";
import { DaChain } from "./daChain";
import { faucet } from "./faucet";
import { until } from "./localChain";

jest.setTimeout(180_000);

let da: DaChain;
beforeAll(async () => {
  da = await DaChain.start(2);
  await da.chain.waitForHeight(2);
}, 120_000);
afterAll(() => da?.stop(), 60_000);

const confirmed = () => Promise.all(da.chain.validators.map((one) => da.confirmedTo(one)));
const reach = (number: number, timeoutMs = 60_000) =>
  until(async () => (await confirmed()).every((to) => to >= number), {
    timeoutMs,
    what: async () => `block ${number} on DA (at ${(await confirmed()).join(", ")})`,
  });
const allFaultsMet = () =>
  until(async () => (await da.faultsLeft()) === 0, {
    timeoutMs: 60_000,
    what: async () => `all faults met (${await da.faultsLeft()} left)`,
  });
const rangesOf = () => da.blobs().map(({ header: { from, to } }) => `${from}-${to}`);

async function sendTransfers(count: number): Promise<void> {
  const { chainId } = da.chain.plan;
  const provider = openChain({ rpcUrl: da.chain.validators[0]!.rpcUrl, chainId });
  try {
    const wallet = faucet.connect(provider);
    let nonce = await wallet.getNonce();
    const to = () => HDNodeWallet.createRandom().address;
    for (let sent = 0; sent < count; sent++)
      await wallet.sendTransaction({ to: to(), value: 1n, nonce: nonce++ });
  } finally {
    provider.destroy();
  }
}

describe("A16 E16 S06 DA of a chain of real processes", () => {
  test("has every block once and in order, although each way of failing befell a submit", async () => {
    // Alone, so that nothing else swallows a blob that is sent a second time.
    await da.befall({ faults: [{ kind: "late", heights: 3 }] });
    await sendTransfers(150);
    await allFaultsMet();
    await reach(Math.max(...(await confirmed())) + 4);
    await da.befall({
      faults: [
        { kind: "timeoutButIncluded" },
        { kind: "timeout" },
        { kind: "lost" },
        { kind: "rateLimit", method: "blob.Submit" },
        { kind: "drop", method: "blob.Submit" },
        { kind: "delay", ms: 750, method: "blob.Submit" },
        { kind: "reorder" },
        { kind: "mempool" },
        { kind: "sequence" },
        { kind: "rateLimit", method: "blob.GetAll", times: 2 },
        { kind: "drop", method: "header.LocalHead", times: 2 },
      ],
    });
    await allFaultsMet();
    const now = Math.max(...(await confirmed()));
    await reach(now + 8);
    const ranges = rangesOf();
    expect(ranges).toEqual(wholeRanges(ranges.length));
  });

  test("A16 gives each block by DA height and namespace, as geth has it", async () => {
    const [one] = da.chain.validators;
    const found = new Map<number, string>();
    for (const { blobs } of await da.readNamespace()) {
      for (const bytes of blobs) {
        for (const { tx } of (await openBody(openHeader(bytes))).blocks) {
          const { payload } = decodePayload(tx);
          found.set(Number(payload.blockNumber), payload.blockHash);
        }
      }
    }
    const to = await da.confirmedTo(one!);
    expect(to).toBeGreaterThanOrEqual(12);
    for (let number = 1; number <= to; number++) {
      expect([number, found.get(number)]).toEqual([number, (await one!.gethBlock(number))!.hash]);
    }
  });

  test("is posted by each holder in turn", async () => {
    const signers = new Set(da.blobs().map(({ signer }) => signer));
    expect(signers).toEqual(
      new Set(da.chain.validators.map(({ identity }) => identity.evmAddress.toLowerCase())),
    );
  });

  test("E24 is made of zstd frames, smaller than what they hold", async () => {
    for (const { body } of da.blobs()) {
      expect(Buffer.from(body.subarray(0, 4)).toString("hex")).toBe("28b52ffd");
    }
    const ratios = da.ratios();
    console.log(`compression of blobs with real transfers: ${ratios.join(", ")}`);
    expect(Math.max(...ratios)).toBeGreaterThan(1.5);
  });

  test("S06 waits while DA is away, says so, lets the chain go on, and catches up", async () => {
    const [one] = da.chain.validators;
    await da.befall({ away: true });
    const from = await da.chain.topHeight();
    await da.chain.waitForHeight(from + 9);
    const answer = await one!.get("/healthz");
    const { degraded } = (await answer.json()) as { degraded: string[] };
    expect(answer.status).toBe(200);
    expect(degraded.join("\n")).toMatch(/DA fails since \d+ s: DA did not answer header.LocalHead/);
    expect(degraded.join("\n")).toMatch(/\d+ blocks are not on DA \(limit 4\)/);
    const { pendingBlocks } = (await one!.status()).da!;
    expect(pendingBlocks).toBeGreaterThanOrEqual(8);
    const metrics = await (await one!.get("/metrics")).text();
    expect(metrics).toMatch(/cordillera_da_up 0/);
    expect(Number(/^cordillera_da_pending_blocks (\d+)$/m.exec(metrics)?.[1])).toBeGreaterThanOrEqual(8);
    expect(Number(/^cordillera_da_lag_seconds (\S+)$/m.exec(metrics)?.[1])).toBeGreaterThan(7);
    expect(metrics).toMatch(/cordillera_da_failures_total\{reason="DA_UNREACHABLE"\} \d+/);
    await da.befall({ away: false });
    await reach((await one!.status()).evmHeight - 4);
    const ranges = rangesOf();
    expect(ranges).toEqual(wholeRanges(ranges.length));
  });

  test("passes over what strangers put there, and counts it", async () => {
    const [one] = da.chain.validators;
    const whole = da.rawBlobs().at(-1)!;
    const bent = Buffer.from(whole);
    bent[bent.length - 20]! ^= 1;
    for (const bytes of [Buffer.from("spam"), bent, whole]) await da.put(bytes);
    const wanted = [
      'ande_da_verifications_failed_total{reason="BLOB_MAGIC"} 1',
      'ande_da_verifications_failed_total{reason="BLOB_CORRUPT"} 1',
      "cordillera_da_duplicates_total 1",
    ];
    const counted = async () => (await (await one!.get("/metrics")).text()).split("\n");
    await until(async () => isSubset(wanted, await counted()), {
      timeoutMs: 20_000,
      what: async () => (await counted()).filter((line) => /da_(verif|dupl)/.test(line)).join("; "),
    });
    await reach(Math.max(...(await confirmed())) + 4);
  });

  test("is enough to make the chain again: same hash, same state root", async () => {
    const [one, two] = da.chain.validators;
    await two!.stop();
    await da.loseDisk(two!);
    const rebuilt = await da.rebuild(two!);
    console.log(`rebuilt from DA: ${JSON.stringify(rebuilt)}`);
    // Without the other there is no further block.
    const network: StatusDocument = await one!.status(`?height=${rebuilt.height}`);
    expect(rebuilt.blocks).toBe(new Set(rangesOf()).size * 4);
    expect(network.at).toEqual({
      height: rebuilt.height,
      evmHeight: rebuilt.evmHeight,
      evmHash: rebuilt.evmHash,
      stateRoot: rebuilt.stateRoot,
    });
  });
});

const isSubset = (wanted: string[], found: string[]) => wanted.every((line) => found.includes(line));

const wholeRanges = (count: number) =>
  Array.from({ length: count }, (_, at) => `${at * 4 + 1}-${at * 4 + 4}`);
