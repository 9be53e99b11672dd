import { command } from "../frame/command-type";
import { questionOptions } from "./init-questions";
import { sessionOptions } from "./session-options";

export const initCommand = command({
  name: "init",
  summary: "describe a new cluster: asks, finds, proposes, checks and writes the config",
  details: `Asks what it cannot find out, proposes every address, and writes Pulumi.yaml and a file for each node. Deploys
nothing: ha-dns up does. Ctrl-C leaves nothing half written; the next run goes on. Every answer has a flag.
docs/getting-started.md shows a whole run.`,
  options: { ...sessionOptions, ...questionOptions },
  run: async (call) => (await import("./run.js")).runInit(call),
});
