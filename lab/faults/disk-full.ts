import { readFileSync } from "node:fs";
import path from "node:path";
import { containers } from "../../runtime/contract/names";
import type { DrillNode } from "../cluster/cluster";
import { scriptInNode } from "../cluster/node";
import type { Fault } from "./fault";

/** Answering needs no disk: what is shared lies in memory. */
export const diskFull: Fault = {
  name: "disk-full",
  description: "the leader's disk is full, for Pi-hole's data and for Docker's records and logs",
  at: "leader",
  effect: "serves",
  expect: { vip: "stays", maxOutageMs: 0, lossless: true },
  calmMs: 5_000,
  inject: ({ node }) => disk(node, "full"),
  heal: ({ node }) => disk(node, "free"),
};

async function disk(node: DrillNode, to: "full" | "free"): Promise<void> {
  const script = readFileSync(path.join(__dirname, "disk-full.sh"), "utf8");
  await scriptInNode(node, script, "sh", "-s", to, containers.pihole);
}
