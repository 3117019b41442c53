import { assertConsent, type DownFacts } from "./consent";

const mainnet: DownFacts = {
  ...{ stack: "mainnet", environment: "mainnet", network: "ande-mainnet" },
  ...{ isOnThisMachine: false, allowsRemoval: true },
};
const testnet = { ...mainnet, stack: "testnet", environment: "testnet", allowsRemoval: false };

const answer = async (facts: DownFacts, env: Record<string, string>, typed?: string) =>
  await assertConsent(facts, { env, ask: typed === undefined ? undefined : async () => typed }).then(
    () => "goes",
    (error: Error) => error.message,
  );

describe("assertConsent", () => {
  test("lets a stack of this machine go without a word", async () => {
    expect(await answer({ ...testnet, isOnThisMachine: true }, {})).toBe("goes");
  });

  test("wants the stack named for a testnet", async () => {
    expect(await answer(testnet, {})).toBe(
      '"down" destroys the hosts of stack "testnet" and their disks.\n  fix: make down STACK=testnet CONFIRM=testnet',
    );
    expect(await answer(testnet, { CONFIRM: "testnet" })).toBe("goes");
  });

  test("wants the network's name for a mainnet: CONFIRM is not enough", async () => {
    expect(await answer(mainnet, { CONFIRM: "mainnet" })).toBe(
      '"down" destroys network "ande-mainnet" for good; its name was not given.\n  fix: make down STACK=mainnet, and type ande-mainnet; or NAME=ande-mainnet without a terminal',
    );
    expect(await answer(mainnet, { NAME: "ande-mainnet" })).toBe("goes");
    expect(await answer(mainnet, {}, " ande-mainnet\n")).toBe("goes");
  });

  test("takes no other name", async () => {
    expect(await answer(mainnet, {}, "mainnet")).toContain('  - given: "mainnet"');
    expect(await answer(mainnet, { NAME: "ande-testnet" }, "ande-mainnet")).toContain(
      '  - given: "ande-testnet"',
    );
  });

  test("does not even ask while the description protects the hosts", async () => {
    expect(await answer({ ...mainnet, allowsRemoval: false }, { NAME: "ande-mainnet" })).toBe(
      'The hosts of stack "mainnet" are protected from being removed.\n  fix: Write `allowRemoval: true` into the description, make deploy STACK=mainnet, then run this again.',
    );
  });
});
