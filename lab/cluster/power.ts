import { docker } from "../shell";
import type { DrillNode } from "./cluster";

/** Cuts a node's power: everything in it is gone at once. Throws if it has none. */
export const switchOff = async (node: DrillNode): Promise<void> =>
  void (await docker(["kill", node.container], { timeoutMs: 30_000 }));

/** Shuts a node down in the orderly way, as its power button does; resolves when it is off, at most two minutes later. */
export async function shutDown(node: DrillNode): Promise<void> {
  await docker(["kill", "--signal", "RTMIN+3", node.container], { timeoutMs: 30_000 });
  await docker(["wait", node.container], { timeoutMs: 120_000 });
}

/** Gives a node its power back, and does not wait for it to boot. Fine if it has it. */
export const switchOn = async (node: DrillNode): Promise<void> =>
  void (await docker(["start", node.container], { timeoutMs: 60_000 }));
