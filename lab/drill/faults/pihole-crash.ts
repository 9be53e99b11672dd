import { containers } from "../../../runtime/contract/names";
import { pidsOf, signal, states } from "../node";
import { poll } from "../poll";
import type { Fault } from "./fault";

export const piholeCrash: Fault = {
  name: "pihole-crash",
  description: "all processes of the leader's Pi-hole are killed at once; the node has to start it again",
  at: "leader",
  expect: { vip: "may move", maxOutageMs: 1_000 },
  inject: async ({ node }) => {
    const pids = await pidsOf(node, containers.pihole);
    if (pids.length === 0) throw new Error(`${node.name}: ${containers.pihole} has no process to kill`);
    await signal(node, "KILL", pids);
    const gone = await poll(async () => ((await states(node, pids)).every(isZombie) ? true : undefined), {
      deadlineMs: 5_000,
    });
    if (!gone) throw new Error(`${node.name}: processes of ${containers.pihole} outlived SIGKILL`);
  },
};

const isZombie = (state: string) => state.startsWith("Z");
