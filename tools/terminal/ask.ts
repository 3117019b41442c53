import { createInterface } from "node:readline/promises";

/** Asks for a line on the terminal; undefined where nobody sits at one. */
export const askOnTerminal: ((question: string) => Promise<string>) | undefined = process.stdin.isTTY
  ? async (question) => {
      const terminal = createInterface({ input: process.stdin, output: process.stdout });
      try {
        return await terminal.question(question);
      } finally {
        terminal.close();
      }
    }
  : undefined;
