import { Interface } from "ethers";
import { contractAbis } from "../contracts/abi";
import { refusalOf } from "../engine/faults";
import { GethCoordinator } from "./coordinator";
import { HeaderError } from "./encodeHeader";

const abi = new Interface(contractAbis.AndeSequencerCoordinator);
const never = new AbortController().signal;
const call = { from: "0x01", to: "0x02", data: Buffer.from([1]) };
/** A geth that answers everything so. */
const answering = (answer: unknown) =>
  new GethCoordinator({
    call: async <T>(method: string) => {
      if (answer instanceof Function) throw answer(method);
      return answer as T;
    },
  });

describe("GethCoordinator", () => {
  test("reads the lease that the contract knows, and that there is no contract", async () => {
    const known = abi.encodeFunctionResult("getCurrentRotation", [[57, `0x${"1".repeat(40)}`, 5601, 0, 0]]);
    expect(await answering(known).rotation("0x02", never)).toEqual({ epoch: 57, isProven: false });
    expect(await answering("0x").rotation("0x02", never)).toBeUndefined();
  });

  test("names why the contract refuses a proof, and passes on what is no refusal", async () => {
    const data = abi.encodeErrorResult("HolderUnknown", [`0x${"1".repeat(40)}`]);
    const reverted = (method: string) => refusalOf(method, { code: 3, message: "execution reverted", data });
    expect(await answering(reverted).try(call, never)).toEqual({ refused: "HolderUnknown" });
    const other = (method: string) => refusalOf(method, { code: 3, message: "", data: "0x12345678" });
    expect(await answering(other).try(call, never)).toEqual({ refused: "reverted with 0x12345678" });
    const busy = (method: string) => refusalOf(method, { code: -32000, message: "busy" });
    await expect(answering(busy).try(call, never)).rejects.toThrow(
      "geth refused eth_estimateGas: busy (-32000).",
    );
    expect(await answering("0x5208").try(call, never)).toEqual({ gas: 21_000n });
  });

  test("tells no header that is not the block's hash", async () => {
    const block = { number: "0x7", hash: `0x${"a".repeat(64)}`, gasUsed: "0x0" };
    await expect(answering(block).header(7, never)).rejects.toThrow(HeaderError);
  });

  test("reads receipts", async () => {
    expect(await answering({ status: "0x0", blockNumber: "0x9" }).receipt("0x", never)).toEqual({
      isSuccess: false,
      blockNumber: 9,
    });
    expect(await answering(null).receipt("0x", never)).toBeUndefined();
  });
});
