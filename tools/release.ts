import { pushRelease } from "./images/pushRelease";
import { findReleaseRequest } from "./images/releaseRequest";
import { runTool } from "./runTool";
import { backendStep } from "./setup/backend";
import { baseImageStep } from "./setup/baseImage";
import { dockerStep } from "./setup/docker";
import { goBinarySteps } from "./setup/goBinaries";
import { pulumiStep } from "./setup/pulumi";
import { daDevnetStep, nodePackageStep } from "./setup/sources";
import { runSteps } from "./setup/step";
import { namedStack } from "./terminal/namedStack";

// Builds the images of a cloud network, pushes them and writes the release file that names their digests.
runTool(async () => {
  const request = await findReleaseRequest(namedStack(), process.env.NAME);
  const needed = [
    dockerStep,
    ...goBinarySteps,
    pulumiStep,
    nodePackageStep,
    daDevnetStep,
    baseImageStep,
    backendStep,
  ];
  if (!(await runSteps(needed))) return 1;
  const { file, how } = await pushRelease(request);
  console.log(
    `${file} ${how}. Next: "release: ${request.name}" in the description, then make preview STACK=${request.stack}`,
  );
  return 0;
});
