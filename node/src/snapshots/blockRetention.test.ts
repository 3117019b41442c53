import { BlockRetention } from "./blockRetention";

const retention = (heights: number[], first: number) =>
  new BlockRetention({ heights: async () => heights }, { firstHeight: async () => first });

describe("BlockRetention", () => {
  test("lets CometBFT forget what the store forgot", async () => {
    expect(await retention([900, 800], 300).after(912)).toBe(300);
  });

  test("keeps what follows the oldest snapshot, and all where there is none", async () => {
    expect(await retention([900, 800], 850).after(912)).toBe(800);
    expect(await retention([], 850).after(912)).toBe(0);
  });

  test("looks as often as the store prunes", async () => {
    expect(await retention([900], 300).after(911)).toBe(0);
  });
});
