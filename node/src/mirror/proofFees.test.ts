import { chooseFees } from "./proofFees";

const gwei = 10n ** 9n;

describe("chooseFees", () => {
  test("has room for the base fee to double, and gives at least a gwei", () => {
    const fees = chooseFees({ baseFeePerGas: 5n * gwei, tipPerGas: 3n });
    expect(fees).toEqual({ maxFeePerGas: 11n * gwei, maxPriorityFeePerGas: gwei });
  });

  test("gives no less than others do", () => {
    expect(chooseFees({ baseFeePerGas: 7n, tipPerGas: 4n * gwei }).maxPriorityFeePerGas).toBe(4n * gwei);
  });

  test("replaces what waits: both fees a quarter higher, or more where gas has become dearer", () => {
    const waiting = { maxFeePerGas: 4n * gwei, maxPriorityFeePerGas: gwei };
    const cheap = chooseFees({ baseFeePerGas: 7n, tipPerGas: 0n }, waiting);
    expect(cheap).toEqual({ maxFeePerGas: 5n * gwei, maxPriorityFeePerGas: 1_250_000_000n });
    const dear = chooseFees({ baseFeePerGas: 10n * gwei, tipPerGas: 2n * gwei }, waiting);
    expect(dear).toEqual({ maxFeePerGas: 22n * gwei, maxPriorityFeePerGas: 2n * gwei });
  });

  test("has a limit", () => {
    expect(() => chooseFees({ baseFeePerGas: 60n * gwei, tipPerGas: 0n })).toThrow(
      "The lease was not told to the coordinator: gas costs 121 gwei, more than 100.",
    );
  });
});
