/** What a view said. */
export type ViewAnswer = { isReverted: false; data: string } | { isReverted: true };

/** Where the probe's code stands for the length of a call; nothing else has this address. */
export const probeAddress = "0x00000000000000000000000000000000c04d111e";

// Gas that the view gets; the same on every node, whatever geth's own limit for calls.
const viewGas = 10_000_000;
export const probeGas = `0x${(2 * viewGas).toString(16)}`;

/**
 * Code that asks a view and answers with one word (1, or 0 where it failed) and what came back. A view that fails is
 * thereby an answer like any other: an error of `eth_call` means only that geth could not tell.
 */
export function probeCode(to: string, selector: string): string {
  return [
    `0x63${selector.slice(2)}60e01b600052`, // memory[0] = selector
    "6000600060046000", // no room for what comes back, four bytes to send
    `73${to.slice(2).toLowerCase()}`,
    `63${viewGas.toString(16).padStart(8, "0")}fa`, // STATICCALL
    "600052", // memory[0] = whether it went well
    "3d600060203e", // memory[32…] = what came back
    "3d6020016000f3", // return both
  ].join("");
}

/** What the probe told. */
export function readProbe(answer: string): ViewAnswer {
  const isReverted = BigInt(answer.slice(0, 66)) === 0n;
  return isReverted ? { isReverted } : { isReverted, data: `0x${answer.slice(66)}` };
}
