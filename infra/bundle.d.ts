export function bundleProgram(root: string, what?: "program" | "policy"): string;
