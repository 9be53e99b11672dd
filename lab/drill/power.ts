import { docker } from "../shell";
import type { DrillNode } from "./cluster";

/** Cuts a node's power: everything in it is gone at once. Throws where it has none. */
export const switchOff = async (node: DrillNode): Promise<void> =>
  void (await docker(["kill", node.container], { timeoutMs: 30_000 }));

/** Gives a node its power back, and does not wait for it to boot. Fine where it has it. */
export const switchOn = async (node: DrillNode): Promise<void> =>
  void (await docker(["start", node.container], { timeoutMs: 60_000 }));
