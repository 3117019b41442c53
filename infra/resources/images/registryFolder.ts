/** Holds the login that a host pulls with, as Docker reads it. */
export const registryFolder = "/srv/cordillera/registry";

/** Before a command that pulls; a folder that is not there is no login. */
export const pullEnvironment = `DOCKER_CONFIG=${registryFolder}`;
