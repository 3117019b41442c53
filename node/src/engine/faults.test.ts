import {
  ChainIdError,
  EngineAuthError,
  EngineHttpError,
  EngineTimeoutError,
  EngineUnreachableError,
  ExecutionWedgedError,
  GenesisMismatchError,
  reactionTo,
  refusalOf,
} from "./faults";

describe("reactionTo", () => {
  // Healing ends in a wipe: only what a wipe can mend may lead there.
  test.each([
    [new EngineUnreachableError("m", new Error("refused")), "unreachable", "wait", "judge_again"],
    [new EngineTimeoutError("m", 1), "timeout", "wait", "judge_again"],
    [new EngineAuthError("m", 401), "auth", "operator", "judge_again"],
    [new EngineHttpError("m", 413, ""), "http", "operator", "reject"],
    [new ChainIdError({ ours: 1, geths: 2 }), "chain_id", "operator", "judge_again"],
    [new GenesisMismatchError({ ours: "a", geths: "b" }), "genesis", "operator", "judge_again"],
    [refusalOf("m", { code: -32602, message: "bad" }), "refused", "heal", "reject"],
    [refusalOf("m", { code: -38002, message: "bad" }), "forkchoice", "heal", "judge_again"],
    [refusalOf("m", { code: -38006, message: "deep" }), "forkchoice", "heal", "judge_again"],
    [new ExecutionWedgedError("x"), "wedged", "heal", "judge_again"],
    [new TypeError("ours"), "other", "wait", "judge_again"],
  ])("%s", (error, failure, ofGeth, ofProposal) => {
    expect(reactionTo(error)).toEqual({ class: failure, ofGeth, ofProposal });
  });
});
