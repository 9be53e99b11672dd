import { inNode, tryInNode } from "../cluster/node";
import { poll } from "../poll";
import type { Fault } from "./fault";

const unit = "ha-dns-drill-load.service";
const loopsPerCore = 2;

/** Other work of ordinary priority takes all cores. Answers come later; nothing is to be lost, and nothing to move. */
export const slowNode: Fault = {
  name: "slow-node",
  description: `the leader's CPU is taken: ${loopsPerCore} busy loops on each core`,
  at: "leader",
  effect: "serves",
  expect: { vip: "stays", maxOutageMs: 0, lossless: true },
  calmMs: 5_000,
  inject: async ({ node }) => {
    const loops = `n=$(($(nproc) * ${loopsPerCore})); while [ $n -gt 1 ]; do while :; do :; done & n=$((n - 1)); done; while :; do :; done`;
    await inNode(node, "systemd-run", "--quiet", "--collect", `--unit=${unit}`, "sh", "-c", loops);
    const busy = async () =>
      (await tryInNode(node, "systemctl", "is-active", unit)).code === 0 ? true : undefined;
    if (!(await poll(busy, { deadlineMs: 5_000 }))) throw new Error(`${node.name}: ${unit} does not run`);
  },
  heal: async ({ node }) => {
    const isThere = (await tryInNode(node, "systemctl", "is-active", unit)).code === 0;
    if (isThere) await inNode(node, "systemctl", "stop", unit);
  },
};
