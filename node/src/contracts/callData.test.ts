import { type FunctionFragment, Interface } from "ethers";
import { encodeProof } from "../mirror/proofCall";
import { contractAbis } from "./abi";
import { type ContractName, readWords, selectorOf } from "./callData";

const coordinator = new Interface(contractAbis.AndeSequencerCoordinator);

describe("selectorOf", () => {
  test("is what ethers makes of every function and error of every contract", () => {
    for (const contract of Object.keys(contractAbis) as ContractName[]) {
      const abi = new Interface(contractAbis[contract]);
      const names = abi.fragments.map((each) =>
        each.type === "function" ? (each as FunctionFragment).name : "",
      );
      abi.forEachFunction(({ name, selector }) => {
        if (names.indexOf(name) !== names.lastIndexOf(name)) return;
        expect([name, selectorOf(contract, "function", name)]).toEqual([name, selector]);
      });
      abi.forEachError((each) => expect(selectorOf(contract, "error", each.name)).toBe(each.selector));
    }
  });

  test("refuses a name that the contract does not have, or has twice", () => {
    for (const name of ["proveLease", "registerValidator"]) {
      expect(() => selectorOf("AndeConsensus", "function", name)).toThrow(
        `AndeConsensus does not have one function ${name}.`,
      );
    }
  });
});

describe("encodeProof", () => {
  test("is the call that ethers writes", () => {
    const lease = {
      before: "[".repeat(70),
      epoch: 57,
      failed: '["AA"]',
      holder: "AB".repeat(20),
      between: ",",
      startHeight: 5601,
    };
    const header = Buffer.alloc(33, 7);
    const bytes = (text: string) => Buffer.from(text);
    const args = [
      header,
      bytes(lease.before),
      57,
      bytes(lease.failed),
      `0x${lease.holder}`,
      bytes(lease.between),
      5601,
    ];
    expect(`0x${encodeProof(header, lease).toString("hex")}`).toBe(
      coordinator.encodeFunctionData("proveLease", [args]),
    );
  });
});

describe("readWords", () => {
  test("reads the contract's answer, and nothing where there is no contract", () => {
    const answer = coordinator.encodeFunctionResult("getCurrentRotation", [
      [57, `0x${"1".repeat(40)}`, 5601, 5602, 5603],
    ]);
    expect(readWords(answer)).toEqual([57n, BigInt(`0x${"1".repeat(40)}`), 5601n, 5602n, 5603n]);
    expect(readWords("0x")).toEqual([]);
  });
});
