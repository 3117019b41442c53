import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseRelease } from "../../infra/config/parseRelease";
import { builtServiceNames } from "../../infra/vocab/words";
import { isCurrent } from "../images/buildImage";
import { sourceOf } from "../images/buildRelease";
import { imageNames } from "../images/catalogue";
import { isStored } from "../images/imageStore";
import { imageId } from "../setup/baseImage";
import { engineVersion } from "../setup/docker";
import { paths } from "../setup/paths";
import { tryRun } from "../setup/run";
import { versions } from "../setup/versions";
import { check, fail, ok } from "./check";

export const engineCheck = check({
  name: "Docker Engine",
  probe: engineVersion,
  judge: (version) => (version ? ok(version) : fail("does not answer", "make setup")),
});

// What a host needs most: to mount, and to see the machine's cgroups.
const tryRights = [
  ...["run", "--rm", "--network", "none", "--cap-add", "ALL", "--cap-drop", "SYS_RESOURCE"],
  ...["--security-opt", "seccomp=unconfined", "--security-opt", "apparmor=unconfined"],
  ...["--volume", "/sys/fs/cgroup:/sys/fs/cgroup:rw", versions.baseImage],
  ...["sh", "-c", "mount -t tmpfs none /mnt && test -w /sys/fs/cgroup && echo able"],
];

export const rightsCheck = check({
  name: "container rights",
  probe: async () => ({
    answer: await tryRun("docker", tryRights, { timeoutMs: 30_000 }),
    cgroups: await tryRun("docker", ["info", "--format", "cgroup v{{.CgroupVersion}}, {{.Driver}}"]),
  }),
  judge: ({ answer, cgroups }) =>
    answer === "able"
      ? ok(`containers may mount; ${cgroups}`)
      : fail("a container with all rights may not mount", "run Docker Engine as root, not rootless"),
});

export const baseImageCheck = check({
  name: "base image",
  probe: () => imageId(versions.baseImage),
  judge: (id) => (id ? ok(`${versions.baseImage} ${id.slice(7, 19)}`) : fail("not there", "make setup")),
});

export const imagesCheck = check({
  name: "images",
  probe: async () => {
    const stale: string[] = [];
    for (const name of imageNames)
      if (!(await isCurrent(sourceOf(name, { release: "local" })))) stale.push(name);
    return stale;
  },
  judge: (stale) =>
    stale.length === 0
      ? ok(`${imageNames.length} current`)
      : fail(`not current: ${stale.join(", ")}`, "make images"),
});

export const releaseCheck = check({
  name: "release local",
  probe: () => {
    const file = join(paths.releases, "local.yaml");
    if (!existsSync(file)) return undefined;
    const release = parseRelease({ file, text: readFileSync(file, "utf8") }, "local");
    return builtServiceNames.filter((name) => {
      const image = release.images[name];
      return !image || !isStored(image);
    });
  },
  judge: (missing) => {
    if (!missing) return fail("stacks/releases/local.yaml is not there", "make images");
    if (missing.length > 0) return fail(`not in the local store: ${missing.join(", ")}`, "make images");
    return ok(`${builtServiceNames.length} images in the local store`);
  },
});
