import { command, common } from "../frame/command-type";

export const upgradeCommand = command({
  name: "upgrade",
  summary: "bring another version of this program or of an image to the nodes, one after the other",
  details: `Shows what changes, asks, and updates the followers first and the leader last, with a time to watch after each. It asks
the VIP all the while, stops at the first fault, and says how to go back. After an interruption the next call continues.
docs/upgrade.md says more.`,
  options: {
    to: {
      type: "string",
      value: "VERSION",
      help: "a tag or commit of a clone, a version of the package; if not given, what is here already",
    },
    back: { type: "boolean", help: "go back to what the last upgrade has replaced" },
    soak: { type: "string", value: "TIME", help: "how long each node is watched before the next one (60s)" },
    canary: {
      type: "string",
      value: "TIME",
      help: "update one node now, and the others at the next call after TIME (24h); 0s: go on now",
    },
    "without-watch": { type: "boolean", help: "ask the VIP nothing: this machine does not reach it" },
    "dry-run": { type: "boolean", help: "show what would change, and change nothing" },
    yes: { type: "boolean", help: "ask nothing" },
    json: common.json,
  },
  endsItself: true,
  run: async (call) => (await import("./run.js")).runUpgrade(call),
});
