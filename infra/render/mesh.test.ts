import { exampleDocker, parseExample } from "../../test/unit/exampleNetwork";
import { planNetwork } from "../plan/planNetwork";
import { joinMesh, renderMeshInterface, renderMeshPeer } from "./mesh";

const plan = planNetwork(parseExample(exampleDocker()));
const [own, peer] = plan.hosts;

describe("renderMeshInterface", () => {
  test("has the planned address and no key", () => {
    expect(renderMeshInterface(plan, own!)).toBe(
      `[Interface]\nAddress = ${own!.privateAddress}/24\nMTU = 1420\nListenPort = 51820\n`,
    );
  });
});

describe("joinMesh", () => {
  const piece = (key: string) => renderMeshPeer(peer!, { publicKey: key, endpoint: "198.51.100.7:51820" });

  test("lists peers by name, as people count, whatever order they came in", () => {
    const names = ["a-10", "a-2", "b-1"];
    const peers = Object.fromEntries(names.map((name) => [name, piece(name)]));
    const text = joinMesh({ interface: renderMeshInterface(plan, own!), peers });
    expect(text.match(/^# .*/gm)).toEqual(["# a-2", "# a-10", "# b-1"]);
    const turned = Object.fromEntries(Object.entries(peers).reverse());
    expect(joinMesh({ interface: renderMeshInterface(plan, own!), peers: turned })).toBe(text);
  });

  test("admits one address per peer, and keeps the way to it open", () => {
    expect(piece("KEY=")).toBe(
      `[Peer]\nPublicKey = KEY=\nAllowedIPs = ${peer!.privateAddress}/32\nEndpoint = 198.51.100.7:51820\nPersistentKeepalive = 25\n`,
    );
  });
});
