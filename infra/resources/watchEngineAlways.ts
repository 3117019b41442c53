import { watchEngine } from "./engineWatch";

// Part of every provider's text: a process that only refreshed must end with its engine as well.
watchEngine();
