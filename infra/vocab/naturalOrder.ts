const pieces = /(\d+|\D+)/g;

/** Orders names as people count: `a-2` before `a-10`. Independent of the machine's locale. */
export function compareNames(left: string, right: string): number {
  const a = left.match(pieces) ?? [];
  const b = right.match(pieces) ?? [];
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [x, y] = [a[i]!, b[i]!];
    if (x === y) continue;
    const difference = Number(x) - Number(y);
    if (!Number.isNaN(difference) && difference !== 0) return difference;
    return x < y ? -1 : 1;
  }
  return a.length - b.length;
}
