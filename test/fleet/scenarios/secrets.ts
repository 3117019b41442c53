import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Wallet } from "ethers";
import { docker } from "../../stack/docker";
import { projectFolder } from "../../stack/testStack";
import type { Fleet } from "../fleet";

/** The private parts of every key of the stack, as they would look if they leaked. */
async function privateKeys(fleet: Fleet): Promise<string[]> {
  const folder = join(projectFolder, ".cordillera/stacks", fleet.stack.name);
  const secrets = [readFileSync(join(folder, "deployer_key"), "utf8").trim().replace(/^0x/, "")];
  secrets.push(readFileSync(join(folder, "ssh_key"), "utf8").split("\n")[3]!);
  for (const host of fleet.validators) {
    const keys = "/srv/cordillera/keys";
    for (const file of ["node_key.json", "priv_validator_key.json"]) {
      const parsed = JSON.parse(await fleet.onHost(host, `cat ${keys}/${file}`));
      secrets.push(parsed.priv_key.value.slice(0, 40));
    }
    for (const file of ["geth_nodekey", "jwt.hex", "evm_passphrase"]) {
      secrets.push((await fleet.onHost(host, `cat ${keys}/${file}`)).trim().replace(/^0x/, ""));
    }
    const keystore = await fleet.onHost(host, `cat ${keys}/evm_keystore.json`);
    const author = await Wallet.fromEncryptedJson(keystore, secrets.at(-1)!);
    secrets.push(author.privateKey.slice(2));
  }
  return secrets;
}

/** Every place a key could have leaked to: state and history, container settings, argument lists, service logs. */
async function publicPlaces(fleet: Fleet): Promise<Record<string, string>> {
  const places: Record<string, string> = {
    "pulumi state": await fleet.stack.exportedState(),
    "pulumi history": await fleet.stack
      .mustSucceed(fleet.stack.pulumi(["stack", "history", "--json"]))
      .then((done) => done.output),
  };
  for (const host of Object.keys(fleet.outputs.hosts)) {
    places[`docker inspect ${host}`] = await docker("inspect", await fleet.containerOf(host));
    places[`services of ${host}`] = await fleet.onHost(host, "docker inspect $(docker ps -aq)");
    places[`arguments on ${host}`] = await fleet.onHost(host, "cat /proc/[0-9]*/cmdline | tr '\\0' ' '");
    places[`logs of ${host}`] = await fleet.onHost(
      host,
      "for c in $(docker ps -aq); do docker logs $c 2>&1; done; cat /srv/cordillera/audit.log",
    );
    places[`generations of ${host}`] = await fleet.onHost(
      host,
      "find /srv/cordillera/generations -type f -exec cat {} +",
    );
  }
  return places;
}

/** Private keys are only where they are used. */
export function secretsStayHome(fleet: Fleet): void {
  test("has no private key in state, history, settings, argument lists, logs or generations", async () => {
    const secrets = await privateKeys(fleet);
    expect(secrets.length).toBe(2 + 6 * fleet.validators.length);
    expect(Math.min(...secrets.map((secret) => secret.length))).toBeGreaterThanOrEqual(40);

    const places = await publicPlaces(fleet);
    // The control: what is public must be found, so that an empty search cannot pass.
    expect(places["pulumi state"]).toContain(fleet.outputs.hosts["local-sequencer-1"]!.hostKey.split(" ")[1]);
    expect(places["logs of local-sequencer-1"]).toContain("height");

    const leaks = Object.entries(places).flatMap(([place, text]) =>
      secrets.filter((secret) => text.includes(secret)).map(() => place),
    );
    expect(leaks).toEqual([]);
  });

  test("keeps every key file at mode 0600", async () => {
    for (const host of fleet.validators) {
      const modes = await fleet.onHost(host, "stat -c '%a %u' /srv/cordillera/keys/*");
      expect(new Set(modes.trim().split("\n"))).toEqual(new Set(["600 10001"]));
    }
  });
}
