import { chooseSuites, suites } from "./suites";

const names = (chosen: { name: string }[]) => chosen.map(({ name }) => name);

describe("chooseSuites", () => {
  test("leaves the long ones to their own command", () => {
    const [long, usual] = [suites.filter(({ isLong }) => isLong), suites.filter(({ isLong }) => !isLong)];
    expect(long.length).toBeGreaterThan(0);
    expect(names(chooseSuites([]))).toEqual(names(usual));
  });
  test("takes those that are named, in their own order", () => {
    expect(names(chooseSuites(["long", "setup"]))).toEqual(["setup", "long"]);
  });
  test("does not pass by running nothing", () => {
    expect(() => chooseSuites(["flet"])).toThrow(
      /^No test suite is called flet\.\n {2}- known: setup, lint, /,
    );
  });
});
