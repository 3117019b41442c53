/** The JSON lines of a log. */
export function linesOf(text: string): Record<string, unknown>[] {
  return text.split("\n").flatMap((line) => (line.startsWith("{") ? [JSON.parse(line)] : []));
}
