import { GainOnNetwork } from "./gainOnNetwork";
import type { Sighting } from "./gateVerdict";

const at = (name: string, height: number, change: Partial<Sighting> = {}): Sighting => ({
  ...{ name, power: 1, isRequired: true, state: "answers", height, isHealthy: true, reason: "" },
  ...change,
});

describe("GainOnNetwork", () => {
  test("is renewed whenever a host is nearer to the others than ever before", () => {
    const gain = new GainOnNetwork();
    expect(gain.observe([at("old", 345), at("new", 0)], 5)).toBe(0);
    expect(gain.observe([at("old", 350), at("new", 100)], 30)).toBe(30);
    expect(gain.observe([at("old", 360), at("new", 200)], 60)).toBe(60);
  });

  test("is none where a host grows only as fast as the network, falls behind, or stands", () => {
    const gain = new GainOnNetwork();
    gain.observe([at("old", 100), at("new", 50)], 1);
    expect(gain.observe([at("old", 110), at("new", 60)], 20)).toBe(0);
    expect(gain.observe([at("old", 120), at("new", 62)], 40)).toBe(0);
    expect(gain.observe([at("old", 130), at("new", 80)], 60)).toBe(0);
  });

  test("is none when a host only makes good what it lost", () => {
    const gain = new GainOnNetwork();
    gain.observe([at("old", 100), at("new", 90)], 1);
    gain.observe([at("old", 120), at("new", 95)], 10);
    expect(gain.observe([at("old", 125), at("new", 115)], 20)).toBe(0);
  });

  test("counts no host of a later wave, and none that does not answer", () => {
    const gain = new GainOnNetwork();
    const later = { isRequired: false };
    const silent = { state: "silent" as const, height: 0 };
    gain.observe([at("old", 100), at("later", 10, later), at("new", 0, silent)], 1);
    expect(gain.observe([at("old", 101), at("later", 90, later), at("new", 0, silent)], 20)).toBe(0);
  });
});
