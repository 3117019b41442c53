/** How many resources an operation touched, from the counts at the end of pulumi's output. */
export function countChanges(output: string): number {
  const counts = output
    .slice(output.lastIndexOf("\nResources:"))
    .matchAll(/^\s+[+~±-]+ ?(\d+) (created|updated|deleted|replaced)/gm);
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}
