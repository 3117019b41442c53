import { resolve } from "node:path";

/** Folder of the project; every path in messages and state is relative to it. */
export const projectRoot = resolve(__dirname, "../..");
