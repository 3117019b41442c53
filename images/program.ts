import { Config } from "@pulumi/pulumi";
import { placeContext } from "../tools/images/buildImage";
import { sourceOf } from "../tools/images/buildRelease";
import { pushImages } from "./pushImages";
import { readPushLogin } from "./pushLogin";

const config = new Config();
const release = config.require("release");

export const images = pushImages({
  registry: config.require("registry"),
  release,
  contextOf: (name) => placeContext(sourceOf(name, { release: "local" })),
  login: readPushLogin(config, process.env),
});
