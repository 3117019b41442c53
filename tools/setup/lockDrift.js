// Plain JavaScript: this runs before npm has installed anything.
const { readFileSync } = require("node:fs");
const { join } = require("node:path");

/**
 * Packages whose installed version is not the one that package-lock.json names, as `name: installed, locked`.
 * @param {{ packages: Record<string, any> }} lock
 * @param {{ packages: Record<string, any> } | undefined} installed npm's own record in node_modules
 * @returns {string[]}
 */
function lockDrift(lock, installed) {
  if (!installed) return ["node_modules: absent"];
  return Object.entries(lock.packages)
    .filter(([path]) => path.includes("node_modules/"))
    .flatMap(([path, want]) => {
      const have = installed.packages[path];
      // An optional package of another platform is left out.
      if (!have) return want.optional || want.peer ? [] : [`${path}: absent, ${want.version}`];
      return have.version === want.version ? [] : [`${path}: ${have.version}, ${want.version}`];
    });
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** @param {string} root */
function lockDriftAt(root) {
  return lockDrift(
    readJson(join(root, "package-lock.json")),
    readJson(join(root, "node_modules/.package-lock.json")),
  );
}

module.exports = { lockDrift, lockDriftAt };

if (require.main === module) process.exitCode = lockDriftAt(process.argv[2]).length > 0 ? 1 : 0;
