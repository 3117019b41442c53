import { keccak_256 } from "@noble/hashes/sha3";
import { z } from "zod";
import { NodeError } from "../faults";
import { signTransaction } from "./signTransaction";

/** The owner's key signs nothing but what registering and leaving take. */
export class RequestRefusedError extends NodeError<"REQUEST_REFUSED"> {
  constructor(rules: string[]) {
    super("REQUEST_REFUSED", "The owner's key does not sign this.", {
      details: rules,
      fix: "Only calls that register this host, or take it out, are signed here; anything else is the owner's own affair.",
    });
  }
}

/** Calls that a validator and sequencer comes and goes by; none of them sends the native token, or pays stake out. */
export const registrationCalls = [
  "approve(address,uint256)",
  "registerValidator(bytes32,string,uint256)",
  "setSigner(address,bytes)",
  "registerSequencer(uint256,string,bytes32)",
  "unregisterSequencer()",
  "unregisterValidator()",
] as const;

const quantity = z.string().regex(/^\d{1,78}$/);
const requestSchema = z.strictObject({
  chainId: quantity,
  nonce: quantity,
  maxPriorityFeePerGas: quantity,
  maxFeePerGas: quantity,
  gasLimit: quantity,
  to: z.string().regex(/^0x[0-9a-fA-F]{40}$/),
  data: z.string().regex(/^0x([0-9a-fA-F]{2}){4,2048}$/),
});

const requestsSchema = z.array(requestSchema).min(1).max(16);

/** Raw transactions of the calls that a JSON text asks for. @throws REQUEST_REFUSED */
export function signRegistration(text: string, ownerKey: Uint8Array): string[] {
  const requests = parse(text);
  const refused = requests.filter(({ data }) => !allowed.has(data.slice(2, 10).toLowerCase()));
  if (refused.length > 0) {
    throw new RequestRefusedError(
      refused.map(
        ({ data }) => `data: begins with ${data.slice(0, 10)} (known ${registrationCalls.join(", ")})`,
      ),
    );
  }
  return requests.map(({ to, data, ...numbers }) =>
    signTransaction(
      {
        chainId: BigInt(numbers.chainId),
        nonce: BigInt(numbers.nonce),
        maxPriorityFeePerGas: BigInt(numbers.maxPriorityFeePerGas),
        maxFeePerGas: BigInt(numbers.maxFeePerGas),
        gasLimit: BigInt(numbers.gasLimit),
        to: Buffer.from(to.slice(2), "hex"),
        data: Buffer.from(data.slice(2), "hex"),
      },
      ownerKey,
    ),
  );
}

const allowed = new Set(
  registrationCalls.map((call) => Buffer.from(keccak_256(call)).subarray(0, 4).toString("hex")),
);

function parse(text: string): z.infer<typeof requestsSchema> {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    throw new RequestRefusedError(["the request is not JSON"]);
  }
  const parsed = requestsSchema.safeParse(raw);
  if (parsed.success) return parsed.data;
  throw new RequestRefusedError(
    parsed.error.issues.map(({ path, message }) => `${path.join(".") || "(root)"}: ${message}`),
  );
}
