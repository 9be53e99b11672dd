import { command } from "../frame/command-type";
import { passphraseOption } from "./backup-passphrase";

export const backupCommand = command({
  name: "backup",
  summary: "write the whole cluster into one encrypted file: config, secrets, lists, history",
  details: `Reads from the nodes and from Pulumi's state, and changes nothing there. The file is opened by its passphrase
alone: keep that somewhere else. docs/backup.md says what is in it, and how a cluster comes back from it.`,
  options: {
    out: {
      type: "string",
      value: "FILE",
      required: true,
      help: "the file to write; it must not be there yet",
    },
    "passphrase-file": passphraseOption,
    "without-history": {
      type: "boolean",
      help: "leave the histories of queries out: they are the most of it",
    },
  },
  run: async (call) => (await import("./backup.js")).runBackup(call),
});

export const restoreCommand = command({
  name: "restore",
  summary: "bring a cluster back from a backup, onto blank hosts",
  details: `Writes the config, gives Pulumi the stacks with their secrets, and blank hosts their history of queries; with
--up it deploys the nodes and puts the lists in. Nothing is overwritten unasked: a config file that differs is kept beside
the new one, and a stack that is deployed is refused. docs/backup.md goes through it step by step.`,
  arguments: [{ name: "FILE", help: "what ha-dns backup has written" }],
  options: {
    "passphrase-file": passphraseOption,
    up: { type: "boolean", help: "deploy each node then, and put the lists in" },
    lists: {
      type: "boolean",
      help: "put the lists and settings into the cluster that runs, and nothing else",
    },
    yes: { type: "boolean", help: "do not ask" },
  },
  endsItself: true,
  run: async (call) => (await import("./run-restore.js")).runRestore(call),
});
