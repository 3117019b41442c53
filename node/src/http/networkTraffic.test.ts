import { trafficOf } from "./networkTraffic";

describe("trafficOf", () => {
  test("adds up what every peer sends and gets", () => {
    const peer = (inward: string, outward: string) => ({
      connection_status: { RecvMonitor: { CurRate: inward }, SendMonitor: { CurRate: outward } },
    });
    expect(trafficOf({ n_peers: "2", peers: [peer("10", "1"), peer("20", "2")] })).toEqual({
      inBytesPerSecond: 30,
      outBytesPerSecond: 3,
    });
  });

  test("takes a connection without measure as silent", () => {
    expect(trafficOf({ n_peers: "1", peers: [{}] })).toEqual({ inBytesPerSecond: 0, outBytesPerSecond: 0 });
  });
});
