import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { type BuiltServiceName, builtServiceNames } from "../../infra/vocab/words";
import { paths } from "../setup/paths";
import { type BuiltImage, buildImage, type ImageSource } from "./buildImage";
import {
  contextFilesOf,
  type ImageName,
  imageNames,
  type LocalImageName,
  localImageNames,
} from "./catalogue";
import { type PushedImage, pushImages, storedDigest } from "./imageStore";

export interface ReleaseRequest {
  /** Name of the release and of its file. */
  release: string;
  /** Other build folders (each with a Dockerfile) in place of images/<service>. */
  overrides?: Partial<Record<BuiltServiceName, string>>;
  /** Where the release file goes; stacks/releases unless given. */
  outFolder?: string;
  onLine?: (line: string) => void;
}

export interface BuiltRelease {
  file: string;
  images: Record<BuiltServiceName, PushedImage>;
  localImages: Record<LocalImageName, string>;
  built: string[];
  pushed: string[];
}

/** Builds what changed, pushes the release images into the local store and writes the release file. @throws IMAGES */
export async function buildRelease(request: ReleaseRequest): Promise<BuiltRelease> {
  const onLine = request.onLine ?? (() => undefined);
  const images = new Map<ImageName, BuiltImage>();
  // One after the other: two builds at once only share the cores.
  for (const name of imageNames) images.set(name, await buildImage(sourceOf(name, request), onLine));

  const wanted = builtServiceNames.map((name) => ({
    name,
    repository: `cordillera/${name}`,
    id: images.get(name)!.id,
  }));
  const missing = wanted.filter((image) => !storedDigest(image.repository, image.id));
  if (missing.length > 0) await pushImages(missing, images.get("registry")!.id, onLine);

  const pushed = (image: { repository: string; id: string }) => ({
    repository: image.repository,
    digest: storedDigest(image.repository, image.id)!,
  });
  const release = {
    images: Object.fromEntries(wanted.map((image) => [image.name, pushed(image)])) as Record<
      BuiltServiceName,
      PushedImage
    >,
    localImages: Object.fromEntries(localImageNames.map((name) => [name, images.get(name)!.id])) as Record<
      LocalImageName,
      string
    >,
  };
  return {
    file: writeRelease(request, release),
    ...release,
    built: [...images.values()].filter((image) => image.built).map((image) => image.name),
    pushed: missing.map((image) => image.name),
  };
}

/** What an image is built from; a tag of its own for an overridden one. */
export function sourceOf(
  name: ImageName,
  request: Pick<ReleaseRequest, "release" | "overrides">,
): ImageSource {
  const other = request.overrides?.[name as BuiltServiceName];
  if (other) return { name, tag: request.release, folder: other, files: [] };
  return { name, tag: "local", folder: join(paths.images, name), files: contextFilesOf(name) };
}

function writeRelease(
  request: ReleaseRequest,
  { images, ...content }: Pick<BuiltRelease, "images" | "localImages">,
): string {
  const folder = request.outFolder ?? paths.releases;
  const file = join(folder, `${request.release}.yaml`);
  // Entered by hand, for it is not built here: a build leaves it there.
  const celestia = existsSync(file) ? parse(readFileSync(file, "utf8"))?.images?.celestia : undefined;
  const all = { images: { ...images, ...(celestia ? { celestia } : {}) }, ...content };
  const text = `# Written by the image build: make images\n${stringify({ name: request.release, ...all })}`;
  mkdirSync(folder, { recursive: true });
  // Untouched when equal: its time tells when the release changed.
  if (!existsSync(file) || readFileSync(file, "utf8") !== text) writeFileSync(file, text);
  return file;
}
