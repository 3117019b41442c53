import { createHash } from "node:crypto";
import { stableJson } from "../inputs";

export interface GenerationContent {
  /** Image reference by digest per service. */
  images: Record<string, string>;
  /** Text per path, relative to the generation's folder. */
  files: Record<string, string>;
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** 16 hex digits over images and files: the same content is the same generation everywhere. */
export function generationId({ images, files }: GenerationContent): string {
  return sha256(stableJson({ images, files })).slice(0, 16);
}

/** Compose variables with one hash per service over the files that it mounts: exactly the changed ones restart. */
export function renderEnv({ images, files }: GenerationContent): string {
  const lines = Object.keys(images).map((service) => {
    const mounted = Object.fromEntries(
      Object.entries(files).filter(([path]) => path.startsWith(`files/${service}/`)),
    );
    return `FILES_${service.toUpperCase().replaceAll("-", "_")}=${sha256(stableJson(mounted))}`;
  });
  return `${lines.sort().join("\n")}\n`;
}

/** Every file of the generation's folder: the given ones, `.env`, the manifest, and the sums over all of them. */
export function generationFiles(content: GenerationContent): Record<string, string> {
  const images = Object.fromEntries(Object.entries(content.images).sort(([a], [b]) => (a < b ? -1 : 1)));
  const manifest = `${JSON.stringify({ generation: generationId(content), images }, null, 2)}\n`;
  const all: Record<string, string> = {
    ...content.files,
    ".env": renderEnv(content),
    "manifest.json": manifest,
  };
  const sums = Object.keys(all)
    .sort()
    .map((path) => `${sha256(all[path]!)}  ${path}\n`);
  return { ...all, SHA256SUMS: sums.join("") };
}

/** A path that stays inside the generation's folder and needs no quoting. */
export const isPlainPath = (path: string): boolean =>
  /^[A-Za-z0-9][A-Za-z0-9._/-]*$/.test(path) && !path.split("/").some((part) => part === ".." || part === "");

export interface StoredGeneration {
  id: string;
  usedAtSeconds: number;
  images: string[];
}

export interface PrunePlan {
  generations: string[];
  images: string[];
}

/** What may go: generations beyond the `keep` last used, and images that none of the kept ones names. */
export function planPrune(
  stored: StoredGeneration[],
  at: { keep: number; inUse: string[]; imagesOnHost: string[] },
): PrunePlan {
  const byUse = [...stored].sort((a, b) => b.usedAtSeconds - a.usedAtSeconds || (a.id < b.id ? -1 : 1));
  const used = byUse.filter(({ id }) => at.inUse.includes(id));
  const others = byUse.filter(({ id }) => !at.inUse.includes(id));
  const kept = [...used, ...others.slice(0, Math.max(0, at.keep - used.length))];
  const keptIds = kept.map(({ id }) => id);
  const keptImages = kept.flatMap(({ images }) => images);
  return {
    generations: stored
      .map(({ id }) => id)
      .filter((id) => !keptIds.includes(id))
      .sort(),
    images: at.imagesOnHost.filter((image) => !keptImages.includes(image)).sort(),
  };
}
