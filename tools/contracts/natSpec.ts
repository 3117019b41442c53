export type DeclarationKind = "interface" | "struct" | "error" | "event" | "function";

/** One declaration of an interface with what its NatSpec says. */
export interface Declared {
  kind: DeclarationKind;
  name: string;
  /** Parameters as they are written, without line breaks. */
  parameters: string;
  title: string;
  notice: string;
  params: Record<string, string>;
}

const declaration = /^(interface|struct|error|event|function)\s+(\w+)\s*(?:\(([^)]*)\))?/;

/** Documented declarations of a Solidity interface, in the order of the source. */
export function parseNatSpec(source: string): Declared[] {
  const found: Declared[] = [];
  let comment: string[] = [];
  const lines = source.split("\n").map((line) => line.trim());
  for (const [i, line] of lines.entries()) {
    if (line.startsWith("///")) {
      comment.push(line.slice(3).trim());
      continue;
    }
    const match = declaration.exec(lines.slice(i, i + 12).join(" "));
    if (match && comment.length > 0) {
      const [, kind, name, parameters = ""] = match;
      found.push({
        kind: kind as DeclarationKind,
        name: name!,
        parameters: parameters.replace(/\s+/g, " ").trim(),
        ...readTags(comment),
      });
    }
    comment = [];
  }
  return found;
}

function readTags(comment: readonly string[]): Pick<Declared, "title" | "notice" | "params"> {
  const tags: { tag: string; text: string }[] = [];
  for (const line of comment) {
    const [, tag, text] = /^@(\w+)\s*(.*)$/.exec(line) ?? [];
    if (tag) tags.push({ tag, text: text! });
    else if (tags.length > 0) tags.at(-1)!.text += ` ${line}`;
  }
  const of = (wanted: string) => tags.filter(({ tag }) => tag === wanted).map(({ text }) => text.trim());
  const params = of("param").map((text) => [text.split(" ")[0]!, text.split(" ").slice(1).join(" ")]);
  return { title: of("title").join(" "), notice: of("notice").join(" "), params: Object.fromEntries(params) };
}
