import { Interface, Transaction, verifyTypedData, Wallet } from "ethers";
import { encodeNumber, encodeRlp } from "./rlp";
import { signConsent } from "./signerConsent";
import { RequestRefusedError, registrationCalls, signRegistration } from "./signRegistration";

const wallet = new Wallet(`0x${"17".repeat(32)}`);
const key = Buffer.from(wallet.privateKey.slice(2), "hex");
const contract = "0x00000000000000000000000000000000000000A1";
const abi = new Interface(registrationCalls.map((call) => `function ${call}`));
const longRpc = `http://${"a".repeat(300)}:8545`;
const dataOf: Record<string, string> = {
  approve: abi.encodeFunctionData("approve", [contract, 10n ** 21n]),
  registerValidator: abi.encodeFunctionData("registerValidator", [`0x${"ab".repeat(32)}`, longRpc, 7]),
  setSigner: abi.encodeFunctionData("setSigner", [contract, `0x${"cd".repeat(65)}`]),
  registerSequencer: abi.encodeFunctionData("registerSequencer", [7, "http://a", `0x${"ab".repeat(32)}`]),
  unregisterSequencer: abi.encodeFunctionData("unregisterSequencer"),
  unregisterValidator: abi.encodeFunctionData("unregisterValidator"),
};
const request = (data: string, nonce = "0") => ({
  chainId: "1234",
  nonce,
  maxPriorityFeePerGas: "1000000000",
  maxFeePerGas: "3000000000",
  gasLimit: "300000",
  to: contract,
  data,
});

describe("signRegistration", () => {
  test("signs each call of a registration as the owner, for ethers to read back", () => {
    const asked = Object.values(dataOf).map((data, i) => request(data, String(i * 200)));
    const signed = signRegistration(JSON.stringify(asked), key).map((raw) => Transaction.from(raw));
    expect(signed.map(({ from }) => from)).toEqual(asked.map(() => wallet.address));
    expect(signed.map(({ data, nonce }) => ({ data, nonce }))).toEqual(
      asked.map(({ data, nonce }) => ({ data, nonce: Number(nonce) })),
    );
    expect(signed[0]).toMatchObject({
      type: 2,
      chainId: 1234n,
      to: contract,
      value: 0n,
      gasLimit: 300_000n,
      maxFeePerGas: 3_000_000_000n,
      maxPriorityFeePerGas: 1_000_000_000n,
    });
  });

  test.each([
    [
      "a transfer of tokens",
      new Interface(["function transfer(address,uint256)"]).encodeFunctionData("transfer", [contract, 1]),
    ],
    ["a withdrawal of stake", new Interface(["function claimStake()"]).encodeFunctionData("claimStake")],
    ["no call at all", "0x"],
  ])("refuses %s", (_name, data) => {
    expect(() => signRegistration(JSON.stringify([request(data)]), key)).toThrow(RequestRefusedError);
  });

  test("refuses a request with anything that it does not know, such as a value", () => {
    const text = JSON.stringify([{ ...request(dataOf.approve!), value: "1" }]);
    expect(() => signRegistration(text, key)).toThrow(/The owner's key does not sign this\.\n {2}- 0: /);
    expect(() => signRegistration("nothing", key)).toThrow(/the request is not JSON/);
  });
});

describe("signConsent", () => {
  test("is the hot key's signature of what AndeConsensus asks for", () => {
    const domain = { name: "AndeConsensus", version: "1", chainId: 1234, verifyingContract: contract };
    const types = { SignerConsent: [{ name: "validator", type: "address" }] };
    const message = { validator: wallet.address };
    const signature = signConsent({ chainId: 1234n, consensus: contract, validator: wallet.address }, key);
    expect(verifyTypedData(domain, types, message, signature)).toBe(wallet.address);
  });
});

describe("encodeRlp", () => {
  // Vectors of the Ethereum wiki's page on RLP.
  test.each([
    [Buffer.from("dog"), "83646f67"],
    [[Buffer.from("cat"), Buffer.from("dog")], "c88363617483646f67"],
    [encodeNumber(0n), "80"],
    [encodeNumber(15n), "0f"],
    [encodeNumber(1024n), "820400"],
    [[[], [[]], [[], [[]]]], "c7c0c1c0c3c0c1c0"],
    [
      Buffer.from("Lorem ipsum dolor sit amet, consectetur adipisicing elit"),
      `b838${Buffer.from("Lorem ipsum dolor sit amet, consectetur adipisicing elit").toString("hex")}`,
    ],
  ])("writes %p as the standard has it", (item, hex) => {
    expect(encodeRlp(item).toString("hex")).toBe(hex);
  });
});
