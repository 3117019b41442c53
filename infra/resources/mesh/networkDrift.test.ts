import { findDrift, parseNetworkState } from "./networkDrift";

const listing = (...rules: string[]) =>
  `table inet cordillera {\n\tchain input {\n${rules.map((rule) => `\t\t${rule}\n`).join("")}\t}\n\n\tchain mesh {\n\t\ttcp dport 9100 accept\n\t}\n}\n`;

const wireguard = ["KEYB=\t10.77.0.12/32", "KEYC=\t10.77.0.13/32"];
const address = "7: cordillera0    inet 10.77.0.11/24 scope global cordillera0\n";
const state = (table: string, mesh: string[], addresses = address) =>
  parseNetworkState([table, mesh.map((line) => `${line}\n`).join(""), addresses].join("--\n"));

const rules = ["policy drop;", "tcp dport 22 accept"];
const mesh = {
  interface: "[Interface]\nAddress = 10.77.0.11/24\n",
  peers: {
    "local-b": "[Peer]\nPublicKey = KEYB=\nAllowedIPs = 10.77.0.12/32\nEndpoint = 10.177.0.12:51820\n",
    "local-c": "[Peer]\nPublicKey = KEYC=\nAllowedIPs = 10.77.0.13/32\nEndpoint = 10.177.0.13:51820\n",
  },
};
const asPut = state(listing(...rules), ["there", ...wireguard]);
const drift = (seen: typeof asPut) => findDrift({ rules: asPut.rules, mesh }, seen);

describe("findDrift", () => {
  test("is silent while everything is as it was put", () => {
    expect(asPut.rules).toEqual([
      "input: policy drop;",
      "input: tcp dport 22 accept",
      "mesh: tcp dport 9100 accept",
    ]);
    expect(drift(asPut)).toEqual([]);
  });

  test("names a rule that was opened by hand, also a second one of the same words, and one that is gone", () => {
    const opened = state(listing(...rules, "tcp dport 9999 accept", "tcp dport 22 accept"), [
      "there",
      ...wireguard,
    ]);
    expect(drift(opened)).toEqual([
      "rule by hand in input: tcp dport 9999 accept",
      "rule by hand in input: tcp dport 22 accept",
    ]);
    expect(drift(state(listing("tcp dport 22 accept"), ["there", ...wireguard]))).toEqual([
      "rule gone from input: policy drop;",
    ]);
    const turned = state(listing(...[...rules].reverse()), ["there", ...wireguard]);
    expect(drift(turned)).toEqual(["rules in another order"]);
  });

  test("names a peer by its host, and one that nobody knows by its key", () => {
    const seen = state(listing(...rules), ["there", wireguard[0]!, "KEYX=\t10.77.0.99/32"]);
    expect(drift(seen)).toEqual(["peer gone: local-c", "peer by hand: KEYX= 10.77.0.99/32"]);
    const moved = state(listing(...rules), ["there", wireguard[0]!, "KEYC=\t0.0.0.0/0"]);
    expect(drift(moved)).toEqual(["peer gone: local-c", "peer by hand: KEYC= 0.0.0.0/0"]);
  });

  test("sees that table or interface is gone, and another address", () => {
    expect(drift(state("", ["there", ...wireguard]))).toEqual(["the firewall is gone"]);
    expect(drift(state(listing(...rules), [], ""))).toEqual(["the mesh's interface is gone"]);
    expect(drift(state(listing(...rules), ["there", ...wireguard], ""))).toEqual([
      "address none instead of 10.77.0.11/24",
    ]);
  });
});
