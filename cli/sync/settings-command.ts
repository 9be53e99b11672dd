import { command, common } from "../frame/command-type";

export const syncSettingsCommand = command({
  name: "sync settings",
  summary: "say which settings of Pi-hole follow the leader, and why",
  details: "Asks the node that leads. Key syncExcept leaves settings out: each node keeps its own then.",
  options: { json: common.json },
  run: async (call) => (await import("./run-sync-settings.js")).runSyncSettings(call),
});
