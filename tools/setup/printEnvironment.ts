import { exportLines, pulumiEnvironment } from "./environment";

process.stdout.write(`${exportLines(pulumiEnvironment())}\n`);
