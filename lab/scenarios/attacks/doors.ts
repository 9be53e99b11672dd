import type { DoorsAttackName } from "../../load/attack-protocol";
import type { Attack } from "./attack";

/** An attack on the LAN-facing process of the leader, from one address or from all of the device. */
const doors = (name: string, mode: DoorsAttackName, from: "one" | "all", description: string): Attack => ({
  name,
  description,
  cost: "nothing",
  // Open pages are normal use: no condition may be reported.
  ...(mode === "open pages" ? {} : { condition: "doors-flooded" }),
  withHang: true,
  begin: ({ device, leader }) => device.attackDoors(mode, leader.pod, from),
});

export const doorsAttacks: readonly Attack[] = [
  doors(
    "pipelined-status",
    "pipelining at the status",
    "one",
    "60 connections, 40 requests at once on each, at the public status",
  ),
  doors(
    "pipelined-page",
    "pipelining at the page",
    "one",
    "60 connections, 999 requests of 15.5 KB at once on each, at the page",
  ),
  doors("slow-bodies", "slow bodies", "one", "60 connections that send a body byte by byte"),
  doors("open-pages", "open pages", "all", "16 open pages, and one that is loaded anew ten times a second"),
  doors("half-log-ins", "half log-ins", "all", "250 log-ins of eight addresses that are never finished"),
];
