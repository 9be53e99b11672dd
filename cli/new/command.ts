import { command } from "../frame/command-type";

export const newCommand = command({
  name: "new",
  summary: "make a project folder that uses this program as a package, without a clone",
  details: `Writes Pulumi.yaml, the stack files, a package.json that names the exact version, and an index.ts of three lines.
With --config it takes over the config of a clone or another project; the state stays where it is. docs/package.md says more.`,
  arguments: [{ name: "FOLDER", help: "a folder that is empty or not there yet" }],
  options: {
    config: {
      type: "string",
      value: "FOLDER",
      help: "take over the config, the passphrase's file and the services of this project",
    },
    package: {
      type: "string",
      value: "FILE",
      help: "the package is this file, written by npm pack, and not the registry's",
    },
  },
  needsNoProject: true,
  run: async (call) => (await import("./run.js")).runNew(call),
});
