import type { AppState } from "../state";
import { sampleAuthor } from "../testing/sampleAuthor";
import { HandOverDesk } from "./handOverDesk";

const [holder, other] = [sampleAuthor(1), sampleAuthor(2)];
const state = {
  height: 20,
  lease: { epoch: 3, holder: holder.consensusAddress },
  validators: { [holder.consensusAddress]: holder.facts, [other.consensusAddress]: other.facts },
} as unknown as AppState;
const desk = () => new HandOverDesk({ committed: state }, holder.evmAddress);

describe("HandOverDesk", () => {
  test("hands a wish to the payloads until the chain has it", () => {
    const one = desk();
    const wish = one.ask({ to: other.consensusAddress });
    expect(wish).toEqual({ at: 23, to: other.consensusAddress });
    expect(one.wishFor(state)).toEqual(wish);
    expect(one.wishFor({ ...state, height: 21 })).toEqual(wish);
    expect(one.wishFor({ ...state, height: 21, lease: { ...state.lease, planned: wish } })).toBeUndefined();
    expect(one.wishFor(state)).toBeUndefined();
  });

  test("forgets a wish of a lease that is over, or of a height that is here", () => {
    const late = desk();
    late.ask({});
    expect(late.wishFor({ ...state, height: 22 })).toBeUndefined();
    const over = desk();
    over.ask({});
    expect(over.wishFor({ ...state, lease: { ...state.lease, epoch: 4 } })).toBeUndefined();
  });

  test.each([
    [{ at: 22 }, "height 22 is too near (least 23)"],
    [{ to: holder.consensusAddress }, `${holder.consensusAddress} may not hold the lease`],
    [{ to: "XX" }, "XX may not hold the lease"],
  ])("refuses %j", (wish, why) => {
    expect(() => desk().ask(wish)).toThrow(`No hand-over: ${why}.`);
  });

  test("refuses on a host that does not hold", () => {
    expect(() => new HandOverDesk({ committed: state }, other.evmAddress).ask({})).toThrow(
      `No hand-over: the holder is ${holder.consensusAddress}.`,
    );
  });
});
