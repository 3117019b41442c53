import { renderStorageLayout, storageLayoutFile } from "./contracts/renderStorageLayout";
import { goldenStacks, renderGolden } from "./goldenStack";
import { graphStacks, renderGraph } from "./graph/goldenGraph";

type Render = (rootDir: string) => string | Promise<string>;

const plans = goldenStacks.map((stack): [string, Render] => [
  `golden/${stack}.json`,
  (rootDir) => renderGolden(stack, rootDir),
]);
const graphs = graphStacks.map((stack): [string, Render] => [
  `golden/resources-${stack}.json`,
  (rootDir) => renderGraph(stack, rootDir),
]);

/** Every accepted file and what makes it anew. */
export const goldenFiles: Record<string, Render> = {
  ...Object.fromEntries([...plans, ...graphs]),
  [storageLayoutFile]: renderStorageLayout,
};
