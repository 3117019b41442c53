import { off, readCatalogue, readProperties } from "./shape";

const build = readProperties({
  args: "",
  builderVersion: "",
  cacheFrom: "",
  context: "",
  dockerfile: "",
  platform: "",
  target: "",
  network: "",
  addHosts: "",
});
const registry = readProperties({ server: "", username: "", password: "" });

// Sources: the provider's documentation of v5: Image builds and pushes, the others are the Terraform resources.
export const dockerCatalogue = readCatalogue({
  "docker:index/image:Image": {
    inputs: {
      imageName: "required",
      build: { of: build },
      registry: { of: registry },
      skipPush: off,
      buildOnPreview: off,
    },
    outputs: ["baseImageName", "context", "dockerfile", "platform", "registryServer", "repoDigest"],
  },
  "docker:index/registryImage:RegistryImage": {
    nameKey: "name",
    inputs: {
      name: "replaces",
      keepRemotely: off,
      insecureSkipVerify: off,
      build: { isReplacing: true },
      triggers: "replaces",
      authConfig: { of: readProperties({ address: "required", username: "required", password: "required" }) },
    },
    outputs: ["sha256Digest"],
  },
  "docker:index/remoteImage:RemoteImage": {
    inputs: {
      name: "required replaces",
      keepLocally: off,
      forceRemove: off,
      build: { isReplacing: true },
      platform: "replaces",
      pullTriggers: "replaces set",
      triggers: "replaces",
    },
    outputs: ["imageId", "repoDigest"],
  },
  "docker:index/tag:Tag": {
    inputs: {
      sourceImage: "required replaces",
      targetImage: "required replaces",
      tagTriggers: "replaces set",
    },
    outputs: ["sourceImageId"],
  },
});
