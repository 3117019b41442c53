import type { HostSession } from "../sessions/hostSession";
import { type GenerationContent, generationFiles } from "./generation";
import { projectFolder } from "./services";

const nodeServices = ["geth", "app", "cometbft"];

/** Which of a node's services switching makes anew; when in doubt, all that the order has. */
export async function findTouched(session: HostSession, order: GenerationContent): Promise<string[]> {
  const next = generationFiles(order);
  const paths = [".env", "compose.yaml", "manifest.json"];
  const { stdout } = await session.run(`cd ${projectFolder} && cat ${paths.join(" ")}`);
  const nextText = paths.map((path) => next[path] ?? "").join("");
  const isSameCompose = stdout.includes(next["compose.yaml"] ?? "");
  const linesOf = (service: string, text: string) => {
    const own = new RegExp(`^FILES_${service.toUpperCase()}=|^ *"${service}": `);
    return text
      .split("\n")
      .filter((line) => own.test(line))
      .join("\n");
  };
  return nodeServices.filter(
    (service) =>
      order.images[service] && (!isSameCompose || linesOf(service, stdout) !== linesOf(service, nextText)),
  );
}
