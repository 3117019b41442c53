import fc from "fast-check";
import { firstFees, raiseFees } from "./feePolicy";

const gwei = 10n ** 9n;
const policy = { maxFeeGwei: 100, maxPriorityFeeGwei: 1, replaceAfterSeconds: 30 };

describe("firstFees", () => {
  test("leaves room for the base fee to double, within the cap", () => {
    expect(firstFees(10n * gwei, policy)).toEqual({ maxFeePerGas: 21n * gwei, maxPriorityFeePerGas: gwei });
    expect(firstFees(60n * gwei, policy)).toEqual({ maxFeePerGas: 100n * gwei, maxPriorityFeePerGas: gwei });
  });

  test("refuses gas that costs more than the description allows", () => {
    expect(() => firstFees(101n * gwei, policy)).toThrow(
      [
        "Gas costs more than the description allows; nothing was sent.",
        "  - base fee: 101.0 gwei",
        "  - contracts.fees.maxFeeGwei: 100",
        "  fix: Wait for a cheaper hour, or raise contracts.fees.maxFeeGwei.",
      ].join("\n"),
    );
  });
});

describe("raiseFees", () => {
  test("raises both by an eighth at least, and never above the cap", () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 120n * gwei), fc.bigInt(0n, gwei), (maxFeePerGas, maxPriorityFeePerGas) => {
        const raised = raiseFees({ maxFeePerGas, maxPriorityFeePerGas }, policy);
        if (!raised) return maxFeePerGas * 1125n > 100n * gwei * 1000n - 1000n;
        return (
          raised.maxFeePerGas * 1000n >= maxFeePerGas * 1125n &&
          raised.maxPriorityFeePerGas * 1000n >= maxPriorityFeePerGas * 1125n &&
          raised.maxPriorityFeePerGas > maxPriorityFeePerGas &&
          raised.maxFeePerGas <= 100n * gwei
        );
      }),
    );
  });
});
