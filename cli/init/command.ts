import { command } from "../frame/command";
import { questionOptions } from "./questions";

export const initCommand = command({
  name: "init",
  summary: "describe a new cluster: asks, finds, proposes, checks and writes the config",
  details: `Asks what it cannot find out, proposes every address, and writes Pulumi.yaml and a file for each node. Deploys
nothing: ha-dns up does. Ctrl-C leaves nothing half written; the next run goes on. Every answer has a flag.
docs/getting-started.md shows a whole run.`,
  options: {
    answers: {
      type: "string",
      value: "FILE",
      help: "a YAML file with answers, under the names of the flags in camelCase",
    },
    yes: { type: "boolean", help: "ask nothing: take the answers given, and what is proposed" },
    "dry-run": { type: "boolean", help: "print the files instead of writing them; change nothing at all" },
    ...questionOptions,
  },
  run: async (call) => (await import("./run.js")).runInit(call),
});
