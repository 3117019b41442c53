import { logCommand, parseLogWish } from "./logCommand";

const command = (env: NodeJS.ProcessEnv) => logCommand(parseLogWish(env));

describe("logCommand", () => {
  test("reads the last lines of all services by itself", () => {
    expect(command({})).toBe(
      "cd /srv/cordillera/current && docker compose --ansi never -p cordillera logs --no-color --tail 200",
    );
  });
  test("takes a service, a beginning, and goes on", () => {
    expect(command({ SERVICE: "app", SINCE: "10m", FOLLOW: "1" })).toMatch(/ --since 10m --follow app$/);
    expect(command({ FOLLOW: "0" })).not.toContain("--follow");
  });
  test("refuses a service that is none", () => {
    expect(() => command({ SERVICE: "app; reboot" })).toThrow(
      "SERVICE=app; reboot does not say what to read.\n  - known: geth, app, cometbft, haproxy, prometheus, exporter",
    );
  });
  test("refuses a beginning that is no time", () => {
    expect(() => command({ SINCE: "$(reboot)" })).toThrow(/^SINCE=\$\(reboot\) does not say what to read\./);
  });
});
