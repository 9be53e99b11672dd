import { command, common } from "../frame/command-type";

const node = { name: "NODE", help: "the node's name" };

export const statusCommand = command({
  name: "status",
  summary: "show which node leads, the state of every node, and lasting conditions",
  details:
    "Ends with 1 if no node or several lead, a node is not ready or does not answer, or a critical condition lasts.",
  options: { json: common.json },
  run: async (call) => (await import("./cluster-status.js")).runStatus(call),
});

export const drainCommand = command({
  name: "drain",
  summary: "hand the VIP over to another node, and keep this one out of it",
  details:
    "It stays out until ha-dns undrain or a boot. Without --force it is refused if no other node would take the VIP.",
  arguments: [node],
  options: { force: { type: "boolean", help: "also if no other node takes the VIP" } },
  run: async (call) =>
    (await import("./on-node.js")).onNode(call, [
      ["drain", ...(call.values.force ? ["--force"] : [])],
      ["wait", "drained", "--seconds", "60"],
    ]),
});

export const undrainCommand = command({
  name: "undrain",
  summary: "let a drained node serve again",
  arguments: [node],
  options: {},
  run: async (call) =>
    (await import("./on-node.js")).onNode(call, [["undrain"], ["wait", "serving", "--seconds", "60"]]),
});
