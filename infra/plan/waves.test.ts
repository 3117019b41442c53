import fc from "fast-check";
import { parseExample } from "../../test/unit/exampleNetwork";
import { networkArbitrary } from "../../test/unit/networkArbitrary";
import type { Role } from "../vocab/words";
import { planNetwork } from "./planNetwork";
import { planWaves } from "./waves";

// Properties run many networks; a busy machine takes its time.
jest.setTimeout(60_000);

const host = (name: string, roles: Role[], power = 0) => ({ name, roles, power });

describe("planWaves", () => {
  test("puts every host in exactly one wave", () => {
    fc.assert(
      fc.property(networkArbitrary, (description) => {
        const plan = planNetwork(parseExample(description));
        const inWaves = plan.waves.flatMap((wave) => wave.hosts).sort();
        expect(inWaves).toEqual(plan.hosts.map(({ name }) => name).sort());
      }),
      { numRuns: 40 },
    );
  });

  test("keeps more than two thirds of power running in every wave of several hosts", () => {
    fc.assert(
      fc.property(networkArbitrary, (description) => {
        const plan = planNetwork(parseExample(description));
        const power = new Map(plan.hosts.map((each) => [each.name, each.power]));
        const total = plan.hosts.reduce((sum, each) => sum + each.power, 0);
        for (const { hosts } of plan.waves) {
          const inMotion = hosts.reduce((sum, name) => sum + power.get(name)!, 0);
          expect(hosts.length === 1 || inMotion * 3 < total).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });

  test("never changes two sequencers together", () => {
    fc.assert(
      fc.property(networkArbitrary, (description) => {
        const plan = planNetwork(parseExample(description));
        const sequencers = new Set(
          plan.hosts.filter((each) => each.roles.includes("sequencer")).map((each) => each.name),
        );
        for (const { hosts } of plan.waves) {
          expect(hosts.filter((name) => sequencers.has(name)).length).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 40 },
    );
  });

  test("names every wave once", () => {
    fc.assert(
      fc.property(networkArbitrary, (description) => {
        const names = planNetwork(parseExample(description)).waves.map((wave) => wave.name);
        expect(new Set(names).size).toBe(names.length);
      }),
      { numRuns: 30 },
    );
  });

  test("goes from canary over followers, sequencers and edges to monitors", () => {
    const hosts = [
      host("a-edge-1", ["edge"]),
      host("a-edge-2", ["edge"]),
      host("a-monitor-1", ["monitor"]),
      host("a-rpc-1", ["rpc"]),
      host("a-sequencer-1", ["sequencer"], 1),
      host("a-sequencer-2", ["sequencer"], 1),
      host("a-sequencer-3", ["sequencer"], 1),
      host("a-witness-1", ["witness"], 1),
    ];
    expect(planWaves(hosts)).toEqual([
      { name: "canary", hosts: ["a-witness-1"] },
      { name: "followers-1", hosts: ["a-rpc-1"] },
      { name: "a-sequencer-1", hosts: ["a-sequencer-1"] },
      { name: "a-sequencer-2", hosts: ["a-sequencer-2"] },
      { name: "a-sequencer-3", hosts: ["a-sequencer-3"] },
      { name: "edges-1", hosts: ["a-edge-1"] },
      { name: "edges-2", hosts: ["a-edge-2"] },
      { name: "monitors", hosts: ["a-monitor-1"] },
    ]);
  });

  test("gathers followers as far as the power allows", () => {
    const witnesses = [1, 2, 3, 4].map((i) => host(`a-witness-${i}`, ["witness"], 1));
    const sequencers = [1, 2, 3].map((i) => host(`a-sequencer-${i}`, ["sequencer"], 1));
    expect(planWaves([...sequencers, ...witnesses]).slice(0, 3)).toEqual([
      { name: "canary", hosts: ["a-witness-1"] },
      { name: "followers-1", hosts: ["a-witness-2", "a-witness-3"] },
      { name: "followers-2", hosts: ["a-witness-4"] },
    ]);
  });

  test("keeps two of three edges open", () => {
    const edges = [1, 2, 3, 4, 5, 6, 7].map((i) => host(`a-edge-${i}`, ["edge"]));
    expect(planWaves(edges).map((wave) => wave.hosts.length)).toEqual([2, 2, 2, 1]);
  });

  test("treats a host with several roles as its most careful one", () => {
    expect(planWaves([host("a-all-1", ["sequencer", "edge", "monitor"], 1)])).toEqual([
      { name: "a-all-1", hosts: ["a-all-1"] },
    ]);
  });
});
