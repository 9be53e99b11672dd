import { command, common } from "../frame/command-type";

export const preflightCommand = command({
  name: "preflight",
  summary: "check the hosts before a deployment; changes nothing on them",
  details: "Reads the config as the deployment does. docs/preflight.md explains every check.",
  options: { node: common.node, json: common.json },
  run: async (call) => (await import("./run.js")).runPreflight(call),
});
