export function bundleProviders(folder: string): Record<string, string>;
