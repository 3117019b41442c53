import { imagesStep } from "../images/imagesStep";
import { backendStep, stackStep } from "./backend";
import { baseImageStep } from "./baseImage";
import { dockerStep } from "./docker";
import { goBinarySteps } from "./goBinaries";
import { npmStep, platformStep } from "./machine";
import { pulumiStep } from "./pulumi";
import { contractsStep, daDevnetStep, nodePackageStep } from "./sources";
import { runSteps } from "./step";

const steps = [
  platformStep,
  npmStep,
  dockerStep,
  ...goBinarySteps,
  pulumiStep,
  contractsStep,
  nodePackageStep,
  daDevnetStep,
  baseImageStep,
  imagesStep,
  backendStep,
  stackStep("local"),
];

runSteps(steps).then((complete) => {
  process.exitCode = complete ? 0 : 1;
});
