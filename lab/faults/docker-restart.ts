import { inNode } from "../cluster/node";
import type { Fault } from "./fault";

const mainPid = ["systemctl", "show", "--property", "MainPID", "--value", "docker.service"];

export const dockerRestart: Fault = {
  name: "docker-restart",
  description: "the follower's Docker engine is restarted, and all of its containers go down and come back",
  at: "follower",
  effect: "out",
  expect: { vip: "stays", maxOutageMs: 0, lossless: true },
  inject: async ({ node }) => {
    const before = await inNode(node, ...mainPid);
    // systemd counts the restarts of earlier runs too, and refuses a fourth within a minute.
    await inNode(node, "systemctl", "reset-failed", "docker.service");
    await inNode(node, "systemctl", "restart", "docker.service");
    if ((await inNode(node, ...mainPid)) === before)
      throw new Error(`${node.name}: docker.service was not restarted`);
  },
};
