import { Config } from "@pulumi/pulumi";
import { readRegistryLogin } from "../infra/components/readRegistryLogin";
import { placeContext } from "../tools/images/buildImage";
import { sourceOf } from "../tools/images/buildRelease";
import { pushImages } from "./pushImages";

const config = new Config();
const release = config.require("release");

export const images = pushImages({
  registry: config.require("registry"),
  release,
  contextOf: (name) => placeContext(sourceOf(name, { release: "local" })),
  login: readRegistryLogin(config, { user: "CORDILLERA_PUSH_USER", password: "CORDILLERA_PUSH_PASSWORD" }),
});
