import { Config, getStack } from "@pulumi/pulumi";
import { readRegistryLogin } from "../../../infra/components/readRegistryLogin";
import { OperatorKeys } from "../../../infra/resources/identities/operatorKeys";
import { HostImages } from "../../../infra/resources/images/hostImages";
import { RegistryLogin } from "../../../infra/resources/images/registryLogin";
import { LocalHost } from "../../../infra/resources/machines/localHost";
import { LocalNetwork } from "../../../infra/resources/machines/localNetwork";

const config = new Config();
const stack = getStack();

const keys = new OperatorKeys("keys", { stack, folder: config.require("folder") });
const network = new LocalNetwork("network", {
  stack,
  networkName: `cordillera-${stack}`,
  cidr: config.require("cidr"),
});
const machine = new LocalHost(
  "local-edge-1",
  {
    stack,
    network: network.networkName,
    name: "local-edge-1",
    image: config.require("hostImage"),
    address: config.require("address"),
    publish: [{ name: "ssh", hostPort: config.requireNumber("sshPort"), port: 22 }],
    labels: {},
    authorizedKey: keys.sshPublicKey,
    keyFile: keys.sshKeyFile,
  },
  { dependsOn: network },
);
const at = { stack, host: "local-edge-1", connection: machine.connection, machineId: machine.id };
const access = readRegistryLogin(config, { user: "NO_USER", password: "NO_PASSWORD" });
const logins = access
  ? [new RegistryLogin("login", { ...at, registry: config.require("registry"), ...access })]
  : [];
const images = config.getObject<string[]>("images") ?? [];
new HostImages("images", { ...at, images }, { dependsOn: logins });
