// Preloaded into the processes that Pulumi starts (Pulumi.yaml, tools/setup/languageHost.ts). The SDK loads a
// compiler and an npm client to serialise closures, and maps of its own sources: half a second of each process.
// Our providers travel as text (providerText.ts), so these wait until something does ask for them.
const Module = require("node:module");

const load = Module._load;
const lazy = new Set(["typescript", "@npmcli/arborist"]);
const left = new Set(["source-map-support/register"]);

Module._load = function (id, parent, isMain) {
  if (left.has(id)) return {};
  if (!lazy.has(id)) return load.call(this, id, parent, isMain);
  let loaded;
  // A module that calls itself an ES module is taken as it is: an import does not look into it.
  const get = (_, key) => (key === "__esModule" ? true : (loaded ??= load.call(Module, id, parent, false))[key]);
  return new Proxy({}, { get });
};

// A provider process is killed at its end, before it would keep what it compiled.
setTimeout(() => Module.flushCompileCache?.(), 1_000).unref();
