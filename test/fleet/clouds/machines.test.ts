import { connect } from "node:net";
import { regionNumber } from "../../clouds/cloud/regions";
import { ensureCloudHostImage } from "../../clouds/hostImage";
import { CloudStack, madeMachines } from "../../engine/cloudStack";
import { docker } from "../../stack/docker";
import { waitFor } from "../../stack/waitFor";

jest.setTimeout(400_000);

// The makers' machines as containers, up to the end of their first boot; nothing is released on them.
const network = "ande-machines";
const base = {
  environment: "testnet",
  network,
  release: "local",
  registry: "registry.example.org/ande",
  blocks: { intervalMs: 2000, gasLimit: 60_000_000 },
  privateNetwork: { cidr: "10.89.0.0/16" },
  access: { sshFrom: ["100.96.0.0/16"] },
};
const sequencer = {
  name: "fsn1-sequencer-1",
  provider: "hetzner",
  region: "fsn1",
  roles: ["sequencer"],
  power: 10,
  serverType: "ccx23",
};
const witness = {
  name: "eu-central-1-witness-1",
  provider: "aws",
  region: "eu-central-1",
  roles: ["witness"],
  power: 10,
  serverType: "m7i.xlarge",
};
const described = { ...base, hosts: [sequencer, witness] };

const stack = new CloudStack("test-machines", madeMachines, "containers");
const { clouds } = stack;
const [there, beyond] = [sequencer, witness].map(({ name }) => `${network}-${name}`) as [string, string];
const on = (machine: string, command: string) =>
  docker("exec", clouds.containerOf(machine), "bash", "-c", command);

const addressOf = (machine: string): string => {
  const server = clouds.remaining().find(({ props }) => props.name === machine);
  const { ipv4 } = (server?.props.publicNets as { ipv4: number }[] | undefined)?.[0] ?? {};
  if (ipv4)
    return String(clouds.find("PrimaryIp", (props) => props.name === `${machine}-ipv4`).props.ipAddress);
  return String(clouds.find("Eip").props.publicIp);
};

/** Whether a TCP port answers this test machine. */
const answers = (address: string, port: number): Promise<boolean> =>
  new Promise((done) => {
    const socket = connect({ host: address, port, timeout: 2_000 });
    const end = (is: boolean) => {
      socket.destroy();
      done(is);
    };
    socket
      .on("connect", () => end(true))
      .on("timeout", () => end(false))
      .on("error", () => end(false));
  });

const reaches = (machine: string, address: string): Promise<boolean> =>
  on(machine, `timeout 3 bash -c '</dev/tcp/${address}/22'`).then(
    () => true,
    () => false,
  );

/** Of one SSH greeting's connection. */
const roundTripMs = async (machine: string, address: string): Promise<number> =>
  Number(
    await on(
      machine,
      `from=$(date +%s%N); exec 3<>/dev/tcp/${address}/22; to=$(date +%s%N); echo $(((to - from) / 1000000))`,
    ),
  );

beforeAll(async () => {
  await ensureCloudHostImage();
  await stack.init();
  await stack.up(described);
});
afterAll(async () => {
  await stack.remove();
  expect(await clouds.onEngine()).toEqual([]);
});

describe("a machine of a stand-in cloud", () => {
  test.each([there, beyond])("%s ends its first boot with its disk, Docker and sshd", async (machine) => {
    await on(machine, "timeout 240 cloud-init status --wait");
    expect(await on(machine, "findmnt -no FSTYPE,SOURCE /srv/cordillera")).toMatch(/^ext4 +\/dev\/loop\d+/);
    await on(machine, "docker info");
    expect(await answers(addressOf(machine), 22)).toBe(true);
  });

  test("reaches another region until that is cut off, and again when it is healed", async () => {
    const region = regionNumber(witness.region)!;
    expect(await reaches(there, addressOf(beyond))).toBe(true);
    await clouds.networks.lose(region, 1);
    expect(await reaches(there, addressOf(beyond))).toBe(false);
    expect(await answers(addressOf(beyond), 22)).toBe(true);
    await clouds.networks.lose(region, 0);
    expect(await reaches(there, addressOf(beyond))).toBe(true);
  });

  test("is as far from another region as it was told to be", async () => {
    const region = regionNumber(witness.region)!;
    await clouds.networks.delay(region, 100);
    expect(await roundTripMs(there, addressOf(beyond))).toBeGreaterThanOrEqual(200);
    expect(await reaches(there, addressOf(beyond))).toBe(true);
    await clouds.networks.delay(region, 0);
    expect(await roundTripMs(there, addressOf(beyond))).toBeLessThan(100);
  });

  test("answers only where its provider's firewall lets in, whatever its own says", async () => {
    await on(
      there,
      "nft delete table inet cordillera; setsid python3 -m http.server 26656 >/dev/null 2>&1 &",
    );
    expect(await answers(addressOf(there), 26656)).toBe(false);
    await on(there, "/usr/local/sbin/cordillera-network apply");
  });

  test("is off when it is switched off, and comes back as it was", async () => {
    await on(there, "touch /srv/cordillera/kept");
    await clouds.switch(there, "cut");
    expect(await answers(addressOf(there), 22)).toBe(false);
    await clouds.switch(there, "on");
    await waitFor("sshd after a boot", 60_000, () => answers(addressOf(there), 22));
    await on(there, "test -e /srv/cordillera/kept && mountpoint /srv/cordillera && test ! -e /run/kept");
  });

  test("keeps address and disk when it is rebuilt, and nothing else", async () => {
    const address = addressOf(there);
    await on(there, "touch /root/lost");
    await stack.up({ ...base, hosts: [{ ...sequencer, rebuild: 1 }, witness] });
    await on(there, "timeout 240 cloud-init status --wait");
    await on(there, "test -e /srv/cordillera/kept && test ! -e /root/lost");
    expect(addressOf(there)).toBe(address);
  });

  test("goes with everything of it", async () => {
    expect((await stack.destroy()).code).toBe(0);
    expect(clouds.remaining()).toEqual([]);
    const machines = (await clouds.onEngine()).filter((line) => line.startsWith("container"));
    expect(machines).toEqual([`container ${clouds.networks.router}`]);
  });
});
