import { createHash } from "node:crypto";
import { type Behaviour, CloudRefusal } from "./behaviour";
import { pushImage } from "./dockerPush";
import type { FaultKind } from "./faults";

const faults: Record<FaultKind, [code: string, message: string]> = {
  quota: ["toomanyrequests", "You have reached your pull rate limit"],
  conflict: ["conflict", "conflict: unable to remove repository reference"],
  rateLimit: ["toomanyrequests", "rate exceeded"],
  locked: ["denied", "requested access to the resource is denied"],
  lost: ["timeout", "net/http: TLS handshake timeout"],
  unfinished: ["unfinished", "the push did not finish"],
};

const digestOf = (value: unknown): string =>
  `sha256:${createHash("sha256").update(JSON.stringify(value)).digest("hex")}`;

/** Repository of a reference: without its tag, but with a registry's port. */
const repositoryOf = (reference: string): string => reference.replace(/(:[^:/]+)?(@.*)?$/, "");

/** On paper nothing is built, and digests follow from what would be; else the machine's Docker Engine builds and pushes. */
export const docker: Behaviour = {
  configure() {},
  make({ type, inputs, content }) {
    content.nextNumber += 1;
    if (type.endsWith(":Image")) {
      const name = String(inputs.imageName);
      const digest = digestOf([inputs.imageName, inputs.build]);
      return {
        id: digest,
        outputs: {
          baseImageName: name,
          context: (inputs.build as { context?: string } | undefined)?.context ?? "",
          dockerfile: (inputs.build as { dockerfile?: string } | undefined)?.dockerfile ?? "Dockerfile",
          registryServer: name.split("/")[0],
          repoDigest: inputs.skipPush === true ? "" : `${repositoryOf(name)}@${digest}`,
        },
      };
    }
    const name = String(inputs.name ?? inputs.targetImage);
    const digest = digestOf(name);
    return {
      id: digest,
      outputs: { sha256Digest: digest, imageId: digest, repoDigest: `${repositoryOf(name)}@${digest}` },
    };
  },
  alter({ type, props }, inputs) {
    if (!type.endsWith(":Image")) return {};
    const digest = digestOf([inputs.imageName, inputs.build]);
    return { ...props, repoDigest: `${repositoryOf(String(inputs.imageName))}@${digest}` };
  },
  async prepare(type, inputs) {
    const isPushed = type.endsWith(":Image") && inputs.skipPush !== true;
    return isPushed && process.env.CORDILLERA_CLOUDS_MODE === "containers" ? pushImage(inputs) : {};
  },
  derive: () => ({}),
  beforeDelete() {},
  keep: (_type, _property, value) => value,
  invoke(token) {
    throw new CloudRefusal("unknown", `unknown function ${token}`);
  },
  inUse: (what) => new CloudRefusal("conflict", what),
  faultOf: (kind) => new CloudRefusal(...faults[kind]),
  tell: ({ message }) => message,
};
