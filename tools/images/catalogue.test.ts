import { existsSync, readdirSync } from "node:fs";
import { basename } from "node:path";
import { paths } from "../setup/paths";
import { contextFilesOf, imageNames } from "./catalogue";

test("every folder under images/ is an image, and every image has one", () => {
  const folders = readdirSync(paths.images, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.map(({ name }) => name).sort()).toEqual([...imageNames].sort());
});

test("the app image carries the store's native addon and every package that it requires", () => {
  const files = contextFilesOf("app");
  const packages = files.filter((file) => file.to.startsWith("node_modules/")).map((file) => file.to);
  expect(packages).toContain(`node_modules/classic-level/prebuilds/linux-${process.arch}`);
  expect(packages).toContain("node_modules/abstract-level");
  expect(packages).toContain("node_modules/node-gyp-build");
  expect(
    files.filter((file) => file.to.startsWith("node_modules/")).every((file) => existsSync(file.from)),
  ).toBe(true);
});

test("the app image runs on the Node that runs this", () => {
  expect(basename(contextFilesOf("app")[0]!.from)).toMatch(/^node/);
});
