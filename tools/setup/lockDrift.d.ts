interface Lock {
  packages: Record<string, { version?: string; optional?: boolean; peer?: boolean; link?: boolean }>;
}

export function lockDrift(lock: Lock, installed: Lock | undefined): string[];
export function lockDriftAt(root: string): string[];
