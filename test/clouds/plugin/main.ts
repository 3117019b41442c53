import { join } from "node:path";
import { awsCatalogue } from "../catalogue/aws";
import { dockerCatalogue } from "../catalogue/docker";
import { hcloudCatalogue } from "../catalogue/hcloud";
import { aws } from "../cloud/aws";
import { type CloudName, CloudState } from "../cloud/cloudState";
import { docker } from "../cloud/docker";
import { hcloud } from "../cloud/hcloud";
import { servePlugin } from "./pluginServer";
import { ResourceProvider } from "./resourceProvider";

const clouds = {
  hcloud: { catalogue: hcloudCatalogue, behaviour: hcloud },
  aws: { catalogue: awsCatalogue, behaviour: aws },
  docker: { catalogue: dockerCatalogue, behaviour: docker },
};

// Started by the scripts in ../bin as `main.ts <cloud> <engine address>`.
const name = process.argv[2] as CloudName;
const folder = process.env.CORDILLERA_CLOUDS;
if (!folder)
  throw new Error("CORDILLERA_CLOUDS is not set: the folder in which the stand-in clouds keep their state");
const { version } = require(join("@pulumi", name, "package.json")) as { version: string };
servePlugin(new ResourceProvider({ ...clouds[name], state: new CloudState(folder, name) }), version);
