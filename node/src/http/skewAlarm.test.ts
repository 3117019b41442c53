import type { Logger } from "../logger";
import { SkewAlarm } from "./skewAlarm";

function listen() {
  const said: string[] = [];
  const say = (level: string) => (text: string, fields?: object) =>
    said.push(`${level} ${text} ${(fields as { skewMs: number }).skewMs}`);
  const logger = { debug: say("debug"), info: say("info"), warn: say("warn"), error: say("error") };
  return { said, alarm: new SkewAlarm(logger as Logger) };
}

describe("SkewAlarm", () => {
  test("tells once of a clock that is wrong, and once when it is right again", () => {
    const { said, alarm } = listen();
    for (const skewMs of [0, 499, -2_000.4, -2_001, undefined, -260, -200, 3, 501]) alarm.judge(skewMs);
    expect(said).toEqual([
      "warn this host's clock is wrong -2000",
      "info this host's clock is right again -200",
      "warn this host's clock is wrong 501",
    ]);
  });
});
