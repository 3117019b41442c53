import { getAddress, getCreateAddress, type JsonRpcProvider, keccak256 } from "ethers";
import { readImplementation } from "../chain/deploymentPlan";
import { fault } from "../fault";
import { deploymentProxy } from "./contractAddress";
import type { ContractInputs, ProxyInputs, SeenContract } from "./deployContract";

/**
 * What is at the contract's places already is ours: the wanted code, obeying the wanted account, as the stack knows it.
 * @throws OTHER_CODE, OTHER_OWNER, OTHER_IMPLEMENTATION, CHANGED_SINCE_PREVIEW, CONSTRUCTOR_REVERTS
 */
export async function assertNothingForeign(
  client: JsonRpcProvider,
  inputs: ContractInputs,
  { initCode, seen }: { initCode: string; seen: SeenContract },
): Promise<void> {
  const wanted = await simulateCreation(client, inputs, initCode);
  await assertCode(client, inputs, { at: inputs.implementation, wanted });
  if (inputs.proxy) await assertProxy(client, { ...inputs, proxy: inputs.proxy }, seen);
  if ((await client.getCode(inputs.address)) === "0x" || (await hasOwner(client, inputs))) return;
  throw fault("OTHER_OWNER", `${inputs.name} is there, but obeys somebody else; it is not adopted.`, {
    details: [`address: ${inputs.address}`, `wanted: ${inputs.owner!.described}`],
    fix: "Name its real admin under contracts.admin, or have that admin hand it over.",
  });
}

// Hash of the code that the creation code yields at this very address: immutables may hold the address, the chain
// id or the creator, so it runs there, as called by the proxy, with the account's storage taken for empty.
async function simulateCreation(
  client: JsonRpcProvider,
  inputs: ContractInputs,
  initCode: string,
): Promise<string> {
  try {
    const runtime: string = await client.send("eth_call", [
      { from: inputs.maker?.factory ?? deploymentProxy, to: inputs.implementation, data: "0x" },
      "latest",
      {
        ...nothingMadeBy(inputs.implementation),
        [inputs.implementation]: { code: initCode, state: {}, nonce: "0x1" },
      },
    ]);
    return keccak256(runtime);
  } catch (error) {
    throw fault("CONSTRUCTOR_REVERTS", `The constructor of ${inputs.name} fails; nothing was sent.`, {
      details: [(error as { shortMessage?: string; message: string }).shortMessage ?? String(error)],
      fix: "Check the constructor's arguments.",
    });
  }
}

// A constructor's own contracts stand where their maker's nonce says, and their addresses are part of its code: they are
// made anew, as if nothing stood there yet. None of ours makes more than four.
const nothingMadeBy = (address: string) =>
  Object.fromEntries(
    [1, 2, 3, 4].map((nonce) => [
      getCreateAddress({ from: address, nonce }),
      { code: "0x", nonce: "0x0", state: {} },
    ]),
  );

async function assertCode(
  client: JsonRpcProvider,
  { name }: ContractInputs,
  { at, wanted }: { at: string; wanted: string },
): Promise<void> {
  const code = await client.getCode(at);
  if (code === "0x" || keccak256(code) === wanted) return;
  throw fault("OTHER_CODE", `Other code stands where ${name} belongs; it is not adopted.`, {
    details: [`address: ${at}`, `code hash wanted: ${wanted}`, `code hash found: ${keccak256(code)}`],
    fix: "Choose another salt, or find out who put that code there (a genesis allocation?).",
  });
}

async function assertProxy(
  client: JsonRpcProvider,
  inputs: ContractInputs & { proxy: ProxyInputs },
  seen: SeenContract,
): Promise<void> {
  if ((await client.getCode(inputs.address)) === "0x") return;
  await assertCode(client, inputs, { at: inputs.address, wanted: inputs.proxy.codeHash });
  const runs = await readImplementation(client, inputs.address);
  if (runs === inputs.implementation) return;
  const details = [`proxy: ${inputs.address}`, `it runs: ${runs}`, `wanted: ${inputs.implementation}`];
  if (!seen?.implementation) {
    throw fault(
      "OTHER_IMPLEMENTATION",
      `${inputs.name} is there, but runs other code; this stack does not know it and adopts nothing it did not make.`,
      {
        details,
        fix: "Run pulumi up from the commit whose code stands there, so that it is adopted; then upgrade it from this one.",
      },
    );
  }
  if (getAddress(seen.implementation) === runs) return;
  throw fault("CHANGED_SINCE_PREVIEW", `${inputs.name} was upgraded since the preview; nothing was sent.`, {
    details: [...details, `the preview saw: ${seen.implementation}`],
    fix: "Find out who did it, then look at a new preview: make preview.",
  });
}

/** Whether it obeys its owner, or whom it obeys until it is handed over. */
export async function hasOwner(
  client: JsonRpcProvider,
  { address, owner }: Pick<ContractInputs, "address" | "owner">,
): Promise<boolean> {
  if (!owner) return true;
  for (const { call, expected } of [owner, ...(owner.first ? [owner.first] : [])]) {
    const answer = await client.call({ to: address, data: call }).catch(() => "0x");
    if (answer === expected) return true;
  }
  return false;
}
