import { z } from "zod";
import { boolean, integer, key } from "./key";

/** Which node answers: VRRP, the second answer and the way back to the first node. */
export const vrrpKeys = {
  vrid: key({
    since: "2026-11-21",
    scope: "cluster",
    description: "The VRRP virtual router id. No other VRRP router on the LAN may use it.",
    schema: integer(1, 255),
    expected: "a VRRP virtual router id, an integer from 1 to 255",
    example: "51",
    default: 51,
    costs: ["drain", "keepalived", "agent"],
  }),
  vrrpVersion: key({
    since: "2026-11-21",
    scope: "cluster",
    description: "The version of VRRP. Use 2 only if a device on the way drops version 3.",
    schema: integer(2, 3),
    expected: "3 (sub-second adverts) or 2 (with a password, whole seconds)",
    example: "3",
    default: 3,
    costs: ["drain", "keepalived", "agent"],
  }),
  advertInterval: key({
    since: "2026-11-21",
    scope: "cluster",
    description: "The time between two adverts of the leader.",
    schema: z.coerce.number().min(0.01).max(40),
    expected: "seconds between two VRRP adverts, from 0.01 to 40",
    example: "0.01",
    default: 0.01,
    costs: ["drain", "keepalived", "agent"],
  }),
  missedAdverts: key({
    since: "2026-11-30",
    scope: "cluster",
    description: "A follower takes over when it has heard no advert for so many advertIntervals.",
    schema: integer(2, 20),
    expected: "a number of adverts, from 2 to 20; times advertInterval at least 0.05 s",
    example: "8",
    default: 8,
    costs: ["drain", "keepalived", "agent"],
  }),
  virtualMac: key({
    since: "2026-11-21",
    scope: "cluster",
    description:
      "Whether the VIP has its own MAC address. Set it to false if a switch or a hypervisor allows no further one.",
    schema: boolean,
    expected: "true or false",
    example: "true",
    default: true,
    costs: ["drain", "keepalived", "agent"],
  }),
  secondAnswer: key({
    since: "2026-11-30",
    scope: "cluster",
    description:
      "How long a query waits for the leader's answer before another node answers it. 0: no other node does.",
    schema: z.coerce.number().pipe(z.union([z.literal(0), z.number().int().min(20).max(2000)])),
    expected: "milliseconds from 20 to 2000 (100 is a good value), or 0 for no second answer",
    example: "100",
    default: 0,
    costs: [],
  }),
  failback: key({
    since: "2026-11-21",
    scope: "cluster",
    description:
      "Whether the node with the highest priority takes the VIP back by itself, or only after `ha-dns failback`.",
    schema: z.enum(["automatic", "manual"]),
    expected: "automatic or manual",
    example: "automatic",
    default: "automatic",
    costs: ["drain", "agent"],
  }),
  failbackDelay: key({
    since: "2026-11-21",
    scope: "cluster",
    description: "How long a node must be healthy before it takes the VIP back.",
    schema: z.coerce.number().min(1).max(3600),
    expected: "seconds, from 1 to 3600",
    example: "10",
    default: 10,
    costs: ["drain", "agent"],
  }),
} as const;
