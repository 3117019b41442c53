import type { Seeded } from "./seeded";

export const processNames = ["geth", "app", "cometbft"] as const;
/** `all`: everything on one host, as when its power goes. */
export type Target = (typeof processNames)[number] | "all";
/** `silent`: nothing passes and nobody is told; `closed`: connections end and none is taken. */
export type Cut = "silent" | "closed";

/** One thing that goes wrong; validators by their place in the chain. */
export type Perturbation =
  | { kind: "kill"; validator: number; target: Target }
  | { kind: "killEverything"; sparedApp?: number }
  | { kind: "restart"; validator: number; target: Target }
  | { kind: "pause"; validator: number; target: Target; seconds: number }
  | { kind: "disconnect"; validator: number; cut: Cut; seconds: number }
  | { kind: "partition"; side: number[]; cut: Cut; seconds: number }
  | { kind: "slowDisk"; validator: number; delayMs: number; seconds: number }
  | { kind: "clockStep"; validator: number; stepMs: number; seconds: number };

export type PerturbationKind = Perturbation["kind"];
export const perturbationKinds: readonly PerturbationKind[] = [
  "kill",
  "killEverything",
  "restart",
  "pause",
  "disconnect",
  "partition",
  "slowDisk",
  "clockStep",
];

const targets: readonly Target[] = [...processNames, "all"];
const cuts: readonly Cut[] = ["silent", "closed"];

/** Chooses the particulars; the same seed gives the same sequence. The spared validator's application always lives on. */
export function drawPerturbation(
  random: Seeded,
  at: { validators: number; kinds: readonly PerturbationKind[]; seconds?: number; spared?: number },
): Perturbation {
  const seconds = at.seconds ?? 10;
  const kind = random.pick(at.kinds);
  const everyone = Array.from({ length: at.validators }, (_, index) => index);
  const validator = random.pick(everyone.filter((index) => index !== at.spared));
  switch (kind) {
    case "kill":
    case "restart":
      return { kind, validator, target: random.pick(targets) };
    case "killEverything":
      return at.spared === undefined ? { kind } : { kind, sparedApp: at.spared };
    case "pause":
      return { kind, validator, target: random.pick(targets), seconds };
    case "disconnect":
      return { kind, validator, cut: random.pick(cuts), seconds };
    case "partition": {
      const side = random.shuffled(everyone).slice(0, Math.floor(at.validators / 2));
      return { kind, side: side.sort((a, b) => a - b), cut: random.pick(cuts), seconds };
    }
    case "slowDisk":
      return { kind, validator, delayMs: random.between(50, 400), seconds };
    case "clockStep":
      return { kind, validator, stepMs: random.between(500, 30_000) * random.pick([-1, 1]), seconds };
  }
}

/** In words, for tables and failures. */
export function describePerturbation(one: Perturbation): string {
  const { kind, ...rest } = one;
  const facts = Object.entries(rest).map(([key, value]) => {
    if (key === "validator") return `v${(value as number) + 1}`;
    if (key === "sparedApp") return `but v${(value as number) + 1} app`;
    if (key === "side") return (value as number[]).map((index) => `v${index + 1}`).join("+");
    if (key === "seconds") return `${value} s`;
    if (key === "stepMs" || key === "delayMs") return `${value} ms`;
    return String(value);
  });
  return [kind, ...facts].join(" ");
}
