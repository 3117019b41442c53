import { packages } from "../../package-lock.json";

interface Locked {
  optionalDependencies?: Record<string, string>;
}

// Where a registry lacks another platform's package, npm leaves it out of the lock, and `npm ci` then refuses that
// lock everywhere. Add such an entry by hand: version, cpu, os, "optional": true.
test("the lock names the optional packages of every platform", () => {
  const locked = packages as Record<string, Locked>;
  const absent = Object.entries(locked).flatMap(([parent, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !(`node_modules/${name}` in locked) && !(`${parent}/node_modules/${name}` in locked),
    ),
  );
  expect(absent).toEqual([]);
});
