import { parse } from "yaml";
import { exampleCloud, parseExample } from "../../test/unit/exampleNetwork";
import { planNetwork } from "../plan/planNetwork";
import { renderHost } from "./renderHost";

const description = exampleCloud();
for (let i = 2; i <= 5; i++) description.hosts.push({ ...description.hosts[4]!, name: `fsn1-edge-${i}` });
const names = ["rpc.example.org", "api.example.org"];
const filesOf = (tls: object | undefined) => {
  const plan = planNetwork(parseExample({ ...description, tls }));
  const edge = plan.hosts.find(({ name }) => name === "fsn1-edge-1")!;
  return { plan, edge, files: renderHost(plan, edge) };
};

const { plan, edge, files } = filesOf({ names, acme: { email: "ops@example.org" } });
const config = files["files/haproxy/haproxy.cfg"]!;

describe("an edge that fetches certificates", () => {
  test("asks every edge in turn for the answer to a challenge, whoever ordered it", () => {
    const backend = config.slice(config.indexOf("backend acme\n"), config.indexOf("frontend stats"));
    const targets = plan.hosts.filter(({ name }) => name.includes("-edge-"));
    expect(backend).toBe(
      [
        ...["backend acme", "  balance roundrobin", "  retries 5", "  option redispatch 1"],
        "  retry-on conn-failure empty-response response-timeout 404",
        ...targets.map(({ name, privateAddress }) => `  server ${name} ${privateAddress}:5002`),
        ...["", ""],
      ].join("\n"),
    );
    expect(config).toContain("  use_backend acme if { path_beg /.well-known/acme-challenge/ }\n");
  });

  test("shows what it fetched to whoever asks by name, and the network's own certificate to all others", () => {
    expect(config).toContain("ssl crt /keys/tls.pem crt /door/ alpn h2,http/1.1\n");
    expect(config).toContain("  stats socket /run/haproxy/admin.sock mode 600 level admin\n");
  });

  test("orders one certificate for all names, and answers for it on the mesh", () => {
    const script = files["files/acme/renew.sh"]!;
    expect(script).toContain("names=(api.example.org rpc.example.org)\n");
    expect(script).toContain("server=https://acme-v02.api.letsencrypt.org/directory\n");
    expect(script).toContain(`--http --http.port ${edge.privateAddress}:5002 `);
  });

  test("lets the service write its own folders and HAProxy read the certificate only", () => {
    const { acme, haproxy, exporter } = parse(files["compose.yaml"]!).services;
    expect(acme.volumes.filter((mount: string) => !mount.endsWith(":ro"))).toEqual([
      ...["/srv/cordillera/data/acme:/data", "/srv/cordillera/data/door:/door"],
      ...["/srv/cordillera/data/haproxy:/run/haproxy", "/srv/cordillera/data/metrics:/metrics"],
    ]);
    expect(haproxy.volumes).toContain("/srv/cordillera/data/door:/door:ro");
    expect(exporter.command).toContain("--collector.textfile.directory=/metrics");
  });
});

test("an edge without a public authority is as it was", () => {
  const plain = filesOf(undefined).files;
  expect(filesOf({ names }).files).toEqual(plain);
  expect(plain["files/haproxy/haproxy.cfg"]).not.toMatch(/acme|door\/|stats socket/);
});
