import { problem, type HostFinding } from "../finding";
import type { Scene } from "./scene";

/** The node's Pi-hole is in no cluster of Pi-hole's own: two masters would undo each other's changes. */
export function piholeCluster({ facts }: Scene): HostFinding[] {
  if (!facts.host.known) return [];
  return facts.host.value.piholeClusters.map((file) =>
    problem(
      `${file} says that Pi-hole is part of a cluster of its own`,
      "a Pi-hole that follows this cluster alone",
      "take it out of that cluster on Pi-hole's page, or set enabled = false below [cluster] in the file",
    ),
  );
}
