import { parse } from "yaml";
import type { JudgedResource, Rule } from "../rule";

const byDigest = /@sha256:[0-9a-f]{64}$/;
/** What an engine calls an image that it holds. */
const imageId = /^sha256:[0-9a-f]{64}$/;

type Images = [path: string, image: string][];

function composeImages(path: string, text: string): Images {
  const { services = {} } = (parse(text) ?? {}) as { services?: Record<string, { image?: string }> };
  return Object.entries(services).map(([name, { image }]) => [`${path}: ${name}`, image ?? ""]);
}

function textsOf(value: unknown, path: string): Images {
  const entries = Object.entries((value ?? {}) as Record<string, unknown>);
  return entries.flatMap(
    ([key, text]): Images => (typeof text === "string" ? [[`${path}.${key}`, text]] : []),
  );
}

function imagesOf({ type, props }: JudgedResource): Images {
  const one = (key: string): Images => (typeof props[key] === "string" ? [[key, props[key]]] : []);
  switch (type) {
    case "pulumi-nodejs:dynamic/cordillera:Release": {
      const files = textsOf(props.files, "files");
      const composed = files.filter(([path]) => path.endsWith("compose.yaml"));
      return [
        ...textsOf(props.images, "images"),
        ...composed.flatMap(([path, text]) => composeImages(path, text)),
      ];
    }
    case "pulumi-nodejs:dynamic/cordillera:HostImages":
      return textsOf(props.images, "images");
    case "pulumi-nodejs:dynamic/cordillera:HostIdentity":
    case "pulumi-nodejs:dynamic/cordillera:Membership":
    case "pulumi-nodejs:dynamic/cordillera:Registration":
      return one("appImage");
    case "pulumi-nodejs:dynamic/cordillera:LocalHost":
    case "pulumi-nodejs:dynamic/cordillera:LocalRegistry":
    case "docker:index/container:Container":
      return one("image");
    case "docker:index/remoteImage:RemoteImage":
      return one("name");
    default:
      return [];
  }
}

/** A tag may mean another image tomorrow: what runs is named by its digest. */
export const imagesByDigest: Rule = {
  name: "images-by-digest",
  description: "Images are named by digest, never by tag.",
  findFaults: (resource) =>
    imagesOf(resource)
      .filter(([, image]) => !byDigest.test(image) && !imageId.test(image))
      .map(([path, image]) => `${path}: not by digest (got "${image}")`),
};
