declare const CORDILLERA_VERSION: string | undefined;

/** Version of the package, written in by the bundler; `dev` when run from source. */
export const version: string = typeof CORDILLERA_VERSION === "string" ? CORDILLERA_VERSION : "dev";
