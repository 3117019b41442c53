import { watchEngine } from "./engineWatch";

// Part of every provider's text, and preloaded by our launcher (tools/setup/languageHost.ts): a process that only
// refreshed, or was never asked for anything, must end with its engine as well.
watchEngine();
