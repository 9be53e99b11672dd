import { passphraseOption } from "../backup/backup-passphrase";
import { command } from "../frame/command-type";
import { questionOptions } from "./init-questions";
import { sessionOptions } from "./session-options";

export const initCommand = command({
  name: "init",
  summary: "describe a new cluster: asks, finds, proposes, checks and writes the config",
  details: `Asks what it cannot find out, proposes every address, and writes Pulumi.yaml and a file for each node. Deploys
nothing: ha-dns up does. Ctrl-C leaves nothing half written; the next run goes on. Every answer has a flag.
docs/getting-started.md shows a whole run.`,
  options: {
    ...sessionOptions,
    ...questionOptions,
    from: {
      type: "string",
      value: "FILE",
      help: "ask nothing: take all of it from what ha-dns backup has written, and give it to blank hosts",
    },
    "passphrase-file": passphraseOption,
  },
  run: async (call) =>
    call.values.from === undefined
      ? (await import("./run.js")).runInit(call)
      : (await import("./from-backup.js")).runInitFrom(call.values.from, call),
});
