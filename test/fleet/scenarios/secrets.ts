import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Wallet } from "ethers";
import { docker } from "../../stack/docker";
import { projectFolder } from "../../stack/testStack";
import type { RunningNetwork } from "../runningNetwork";

/** The private parts of every key of the network, as they would look if they leaked. */
async function privateKeys(network: RunningNetwork): Promise<Record<string, string>> {
  const folder = join(projectFolder, ".cordillera/stacks", network.stack.name);
  const secrets: Record<string, string> = {
    "deployer's key": readFileSync(join(folder, "deployer_key"), "utf8").trim().replace(/^0x/, ""),
    // The first lines are the same in every key of this kind.
    "operator's SSH key": readFileSync(join(folder, "ssh_key"), "utf8").split("\n")[3]!,
  };
  for (const host of network.validators) {
    const keys = "/srv/cordillera/keys";
    for (const file of ["node_key.json", "priv_validator_key.json"]) {
      const parsed = JSON.parse(await network.onHost(host, `cat ${keys}/${file}`));
      secrets[`${file} of ${host}`] = parsed.priv_key.value.slice(0, 40);
    }
    for (const file of ["geth_nodekey", "jwt.hex", "evm_passphrase", "owner_passphrase"]) {
      const text = await network.onHost(host, `cat ${keys}/${file}`);
      secrets[`${file} of ${host}`] = text.trim().replace(/^0x/, "");
    }
    const keystore = await network.onHost(host, `cat ${keys}/evm_keystore.json`);
    const author = await Wallet.fromEncryptedJson(keystore, secrets[`evm_passphrase of ${host}`]!);
    secrets[`author's key of ${host}`] = author.privateKey.slice(2);
    const stake = await network.onHost(host, `cat ${keys}/owner_keystore.json`);
    const owner = await Wallet.fromEncryptedJson(stake, secrets[`owner_passphrase of ${host}`]!);
    secrets[`owner's key of ${host}`] = owner.privateKey.slice(2);
  }
  return secrets;
}

/** Every place a secret could have leaked to: what Pulumi keeps and tells, settings, argument lists, logs. */
async function publicPlaces(network: RunningNetwork): Promise<Record<string, string>> {
  const places: Record<string, string> = {
    "pulumi state": await network.stack.exportedState(),
    "pulumi history": await network.stack
      .mustSucceed(network.stack.pulumi(["stack", "history", "--json"]))
      .then((done) => done.output),
    "told by up": network.stack.told.join("\n"),
  };
  for (const host of Object.keys(network.outputs.hosts)) {
    places[`docker inspect ${host}`] = await docker("inspect", await network.containerOf(host));
    places[`services of ${host}`] = await network.onHost(host, "docker inspect $(docker ps -aq)");
    places[`arguments on ${host}`] = await network.onHost(host, "cat /proc/[0-9]*/cmdline | tr '\\0' ' '");
    places[`environments on ${host}`] = await network.onHost(host, "cat /proc/[0-9]*/environ | tr '\\0' ' '");
    places[`logs of ${host}`] = await network.onHost(
      host,
      "for c in $(docker ps -aq); do docker logs $c 2>&1; done; cat /srv/cordillera/audit.log",
    );
    places[`generations of ${host}`] = await network.onHost(
      host,
      "find /srv/cordillera/generations -type f -exec cat {} +",
    );
  }
  return places;
}

/** Private keys are only where they are used. */
export function secretsStayHome(network: RunningNetwork): void {
  test("has no secret in state, history, output, settings, argument lists, logs or generations", async () => {
    const keys = await privateKeys(network);
    expect(Object.keys(keys).length).toBe(2 + 8 * network.validators.length);
    expect(Math.min(...Object.values(keys).map((key) => key.length))).toBeGreaterThanOrEqual(40);
    const secrets = { ...keys, ...(await network.ownSecrets?.()) };

    const places = await publicPlaces(network);
    // The control: what is public must be found, so that an empty search cannot pass.
    const [first] = network.validators as [string];
    expect(places["pulumi state"]).toContain(network.outputs.hosts[first]!.hostKey.split(" ")[1]);
    expect(places["told by up"]).toContain("Resources:");
    expect(places[`arguments on ${first}`]).toContain("geth --");
    expect(places[`environments on ${first}`]).toContain("PATH=");
    expect(places[`logs of ${first}`]).toContain("height");

    const leaks = Object.entries(places).flatMap(([place, text]) =>
      Object.entries(secrets).flatMap(([what, secret]) => (text.includes(secret) ? `${what}: ${place}` : [])),
    );
    expect(leaks).toEqual([]);
  });

  test("keeps every key file at mode 0600", async () => {
    for (const host of network.validators) {
      const modes = await network.onHost(host, "stat -c '%a %u' /srv/cordillera/keys/*");
      expect(new Set(modes.trim().split("\n"))).toEqual(new Set(["600 10001"]));
    }
  });
}
