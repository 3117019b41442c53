import { AbiCoder, ParamType } from "ethers";

/** An answer of a contract for people: structs and lists as JSON, so that a preview shows which part differs. */
export function showAnswer(types: readonly string[], answer: string): string {
  if (answer === "0x") return "nothing there";
  try {
    const values = [...AbiCoder.defaultAbiCoder().decode(types, answer)];
    return types.map((type, i) => show(plain(ParamType.from(type), values[i]))).join(", ");
  } catch {
    return answer;
  }
}

const show = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

function plain(type: ParamType, value: unknown): unknown {
  if (type.isArray()) return [...(value as unknown[])].map((item) => plain(type.arrayChildren, item));
  if (!type.isTuple()) return String(value);
  const parts = [...(value as unknown[])];
  return Object.fromEntries(
    type.components.map((part, i) => [part.name || String(i), plain(part, parts[i])]),
  );
}
