import { version as awsVersion } from "@pulumi/aws/package.json";
import { version as dockerVersion } from "@pulumi/docker/package.json";
import { version as hcloudVersion } from "@pulumi/hcloud/package.json";
import { watchEngine } from "../../../infra/resources/engineWatch";
import { awsCatalogue } from "../catalogue/aws";
import { dockerCatalogue } from "../catalogue/docker";
import { hcloudCatalogue } from "../catalogue/hcloud";
import { aws } from "../cloud/aws";
import { type CloudName, CloudState } from "../cloud/cloudState";
import { docker } from "../cloud/docker";
import { hcloud } from "../cloud/hcloud";
import { ContainerMachines } from "../machines/containerMachines";
import { servePlugin } from "./pluginServer";
import { ResourceProvider } from "./resourceProvider";

const clouds = {
  hcloud: { catalogue: hcloudCatalogue, behaviour: hcloud, version: hcloudVersion },
  aws: { catalogue: awsCatalogue, behaviour: aws, version: awsVersion },
  docker: { catalogue: dockerCatalogue, behaviour: docker, version: dockerVersion },
};

// Started by the scripts in ../bin as `main.ts <cloud> <engine address>`.
const name = process.argv[2] as CloudName;
watchEngine(process.argv[3]);
const folder = process.env.CORDILLERA_CLOUDS;
if (!folder)
  throw new Error("CORDILLERA_CLOUDS is not set: the folder in which the stand-in clouds keep their state");
const { version, ...cloud } = clouds[name];
const state = new CloudState(folder, name);
const hasMachines = process.env.CORDILLERA_CLOUDS_MODE === "containers" && name !== "docker";
const machines = hasMachines ? new ContainerMachines(state) : undefined;
servePlugin(new ResourceProvider({ ...cloud, state, machines }), version);
