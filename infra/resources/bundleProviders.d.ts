export function bundleProviders(folder: string): Record<string, string>;
export function packProviders(folder: string): Record<string, string>;
