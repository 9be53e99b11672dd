import { command, common } from "../frame/command-type";

export const upCommand = command({
  name: "up",
  summary: "deploy the config, node by node: followers first, then the leader",
  details: `Runs what pulumi up runs, for one node after the other, and shows what it changes. It stops at the first node that
fails; the next ha-dns up goes on. A node that serves is drained first, so no query is lost.`,
  arguments: [{ name: "NODE", help: "these nodes alone", optional: true, multiple: true }],
  options: {
    yes: { type: "boolean", help: "ask nothing" },
    preview: { type: "boolean", help: "only show what would change" },
    json: common.json,
  },
  endsItself: true,
  run: async (call) => (await import("./run.js")).runUp(call),
});
