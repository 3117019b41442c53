import { existsSync, statSync } from "node:fs";
import { OutputsMissingError, readStackOutputs } from "../pulumi/stackOutputs";
import { pulumiEnvironment } from "../setup/environment";
import { paths } from "../setup/paths";
import { tryRun } from "../setup/run";
import { reportHosts } from "../status/hostReport";
import { judgeHost } from "../status/statusTable";
import { check, fail, ok, warn } from "./check";

export const stateCheck = check({
  name: "state and passphrase",
  probe: () => {
    const environment = pulumiEnvironment();
    const file = environment.PULUMI_CONFIG_PASSPHRASE_FILE;
    return {
      backend: environment.PULUMI_BACKEND_URL ?? "",
      isOurs: existsSync(paths.backend),
      file,
      mode: file && existsSync(file) ? statSync(file).mode & 0o777 : undefined,
    };
  },
  judge: ({ backend, isOurs, file, mode }) => {
    if (backend.startsWith("file:") && !isOurs) return fail("no state folder", "make setup");
    if (file === undefined) return ok(`${backend}, passphrase from the environment`);
    if (mode === undefined) return fail(`no passphrase file ${file}`, "make setup");
    if ((mode & 0o077) !== 0)
      return fail(`others may read ${file} (${mode.toString(8)})`, `chmod 600 ${file}`);
    return ok(`${backend}, passphrase file ${mode.toString(8)}`);
  },
});

/** How the hosts of a stack are, where it is up. */
export const stackCheck = (stack: string) =>
  check({
    name: `stack ${stack}`,
    probe: async () => {
      const listed = await tryRun("docker", ["ps", "-aq", "--filter", `label=cordillera.stack=${stack}`]);
      if (stack === "local" && !listed) return undefined;
      const outputs = await readStackOutputs(stack).catch((error: unknown) => {
        if (error instanceof OutputsMissingError) return undefined;
        throw error;
      });
      if (!outputs) return undefined;
      const reports = await reportHosts(stack, outputs);
      return reports.map((report) => ({ host: report.host, how: judgeHost(report) }));
    },
    judge: (hosts) => {
      if (!hosts) return ok("not up");
      const ill = hosts.filter(({ how }) => how !== "ok");
      if (ill.length === 0) return ok(`${hosts.length} hosts healthy`);
      const evidence = ill.map(({ host, how }) => `${host}: ${how}`).join("; ");
      return warn(evidence, stack === "local" ? "make up" : `make deploy STACK=${stack}`);
    },
  });
