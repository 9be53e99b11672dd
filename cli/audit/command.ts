import { command } from "../frame/command-type";

export const auditCommand = command({
  name: "audit",
  summary: "list known holes in the npm packages, and their licences",
  options: {},
  run: async (call) => (await import("./run.js")).runAudit(call),
});
