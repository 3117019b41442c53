export function bundleProgram(root: string): string;
