import { makeMetrics, metricCatalogue, removeDaMetrics, removeSignerMetrics } from "./catalogue";

describe("metricCatalogue", () => {
  test("names counters _total and nothing else", async () => {
    const metrics = await makeMetrics().registry.getMetricsAsJSON();
    const ours = metrics.filter((metric) => /^(ande|cordillera)_/.test(metric.name));
    for (const metric of ours) {
      expect([metric.name, String(metric.type) === "counter"]).toEqual([
        metric.name,
        metric.name.endsWith("_total"),
      ]);
    }
  });

  test("is what the registry serves", async () => {
    const served = (await makeMetrics().registry.getMetricsAsJSON()).map((metric) => metric.name);
    expect(served).toEqual(expect.arrayContaining(Object.values(metricCatalogue).map(({ name }) => name)));
  });

  test("has the names that dashboards of the first documents use", () => {
    const names = Object.values(metricCatalogue).map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        "ande_consensus_active_validators",
        "ande_consensus_current_proposer",
        "ande_consensus_timeout_events_total",
        "ande_consensus_block_time_seconds",
        "ande_chain_block_height",
        "ande_chain_sync_lag_blocks",
        "ande_evm_transactions_total",
        "ande_p2p_peers_count",
      ]),
    );
  });
});

describe("removeDaMetrics", () => {
  test("leaves no figure of DA to a node that posts nowhere, and every other", async () => {
    const metrics = makeMetrics();
    const names = async () => (await metrics.registry.getMetricsAsJSON()).map(({ name }) => name);
    const all = await names();
    removeDaMetrics(metrics);
    expect(await names()).toEqual(all.filter((name) => !/_da_/.test(name)));
    expect(await names()).not.toContain("cordillera_da_up");
  });
});

describe("removeSignerMetrics", () => {
  test("leaves no figure of a signer to a node that has none, and every other", async () => {
    const metrics = makeMetrics();
    const names = async () => (await metrics.registry.getMetricsAsJSON()).map(({ name }) => name);
    const all = await names();
    removeSignerMetrics(metrics);
    expect(await names()).toEqual(all.filter((name) => !name.startsWith("cordillera_signer_")));
    expect(all.length - (await names()).length).toBe(4);
  });
});
