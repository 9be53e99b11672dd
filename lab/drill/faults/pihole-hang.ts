import { containers } from "../../../runtime/contract/names";
import { pidsOf, signal, states } from "../node";
import { poll } from "../poll";
import type { Fault } from "./fault";

export const piholeHang: Fault = {
  name: "pihole-hang",
  description: "all processes of the leader's Pi-hole are stopped (SIGSTOP): they live, and answer nothing",
  at: "leader",
  expect: { vip: "moves", maxOutageMs: 2_000 },
  inject: async ({ node }) => {
    const pids = await pidsOf(node, containers.pihole);
    if (pids.length === 0) throw new Error(`${node.name}: ${containers.pihole} has no process to stop`);
    await signal(node, "STOP", pids);
    const stopped = await poll(async () => ((await states(node, pids)).every(isStopped) ? true : undefined), {
      deadlineMs: 5_000,
    });
    if (!stopped) throw new Error(`${node.name}: processes of ${containers.pihole} did not stop`);
  },
  heal: async ({ node }) => {
    // The node may have replaced the container meanwhile: its new processes run, and CONT does not hurt them.
    const pids = await pidsOf(node, containers.pihole);
    if (pids.length > 0) await signal(node, "CONT", pids);
  },
};

const isStopped = (state: string) => state.startsWith("T");
