import type { Step } from "../setup/step";
import { buildRelease } from "./buildRelease";
import { imageNames } from "./catalogue";

/** All images and the release `local`. */
export const imagesStep: Step = {
  what: "images",
  async ensure(progress) {
    const { built, pushed } = await buildRelease({ release: "local", onLine: progress });
    const done = [
      built.length > 0 ? `built ${built.join(", ")}` : "",
      pushed.length > 0 ? `pushed ${pushed.join(", ")}` : "",
    ];
    return done.filter(Boolean).join("; ") || `${imageNames.length} unchanged`;
  },
};
