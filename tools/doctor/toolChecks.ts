import { dirname } from "node:path";
import { pulumiEnvironment } from "../setup/environment";
import { lockDriftAt } from "../setup/lockDrift";
import { onPath } from "../setup/onPath";
import { paths } from "../setup/paths";
import { findPulumi } from "../setup/pulumi";
import { versions } from "../setup/versions";
import { check, fail, ok } from "./check";

export const nodeCheck = check({
  name: "Node",
  probe: () => process.versions.node,
  judge: (version) =>
    Number(version.split(".")[0]) >= versions.nodeMajor
      ? ok(version)
      : fail(`${version}, older than ${versions.nodeMajor}`, "tools/setup/bootstrap.sh"),
});

export const npmCheck = check({
  name: "npm packages",
  probe: () => lockDriftAt(paths.root),
  judge: (drift) =>
    drift.length === 0 ? ok("as locked") : fail(`${drift.length} not as locked, first ${drift[0]}`, "npm ci"),
});

export const pulumiCheck = check({
  name: "Pulumi CLI",
  probe: findPulumi,
  judge: (found) =>
    found ? ok(`${found.version}, ${found.file}`) : fail(`none ≥ ${versions.pulumi}`, "make setup"),
});

export const languageHostCheck = check({
  name: "language host",
  probe: async () => {
    const found = await findPulumi();
    const path = `${found ? dirname(found.file) : ""}:${pulumiEnvironment().PATH}`;
    return {
      language: onPath("pulumi-language-nodejs", path),
      dynamic: onPath("pulumi-resource-pulumi-nodejs", path),
    };
  },
  judge: ({ language, dynamic }) => {
    if (!language) return fail("pulumi-language-nodejs is not there", "make setup");
    if (!dynamic) return fail("pulumi-resource-pulumi-nodejs is not there", "make setup");
    return ok(language);
  },
});
