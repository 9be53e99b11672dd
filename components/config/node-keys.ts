import { z } from "zod";
import { poolShape } from "./data-shapes";
import { address, boolean, integer, key } from "./key";

/** What differs between the nodes; each stands in its stack's own file. */
export const nodeKeys = {
  host: key({
    since: "2026-11-21",
    scope: "node",
    description:
      "The host's own address, for ssh and replication. With another one, `up` installs everything there.",
    schema: address,
    expected: "the host's own IPv4 address",
    example: "192.168.8.11",
    costs: ["data keeper"],
  }),
  podAddress: key({
    since: "2026-11-21",
    scope: "node",
    description: "The address of the node's Pi-hole, where the node answers also without the VIP.",
    schema: address,
    expected: "an IPv4 address for this node's Pi-hole",
    example: "192.168.8.251",
    costs: ["drain", "pod", "pihole", "keepalived", "agent"],
  }),
  unboundAddress: key({
    since: "2026-11-21",
    scope: "node",
    description: "The address of the node's Unbound. Every Pi-hole of the cluster asks it.",
    schema: address,
    expected: "an IPv4 address for this node's Unbound",
    example: "192.168.8.253",
    costs: ["drain", "unbound", "pihole", "keepalived", "agent"],
  }),
  priority: key({
    since: "2026-11-21",
    scope: "node",
    description:
      "The node's place in the order of the nodes. The healthy node with the highest one leads. VRRP's own priorities follow from the order.",
    schema: integer(1, 254),
    expected: "an integer from 1 to 254; the highest leads",
    example: "120",
    costs: ["drain", "keepalived", "agent"],
  }),
  maintenance: key({
    since: "2026-11-21",
    scope: "node",
    description: "Drains the node, and keeps it drained over a reboot, until it is false again.",
    schema: boolean,
    expected: "true (the node is drained, and stays so over a boot) or false",
    example: "true",
    default: false,
    costs: ["drain"],
  }),
  force: key({
    since: "2026-11-21",
    scope: "node",
    description:
      "A word that allows one update to drain the last node that answers. Each new word allows it once.",
    schema: z.string().regex(/^\S{1,40}$/),
    expected: "a word; each word allows once that the last node that answers is drained",
    example: "sunday",
    default: "",
    costs: [],
  }),
  pool: key({
    since: "2026-11-21",
    scope: "node",
    description: "The ZFS pool to create if there is none. It is never changed or destroyed.",
    schema: poolShape.optional(),
    expected:
      "a ZFS pool to make where there is none: {name: NAME, devices: [PATH]} (several are a mirror) " +
      "or {name: NAME, file: PATH, size: SIZE}",
    example: "{name: tank, devices: [/dev/disk/by-id/NAME]}",
    optional: true,
    costs: [],
  }),
  network: key({
    since: "2026-11-30",
    scope: "node",
    description:
      "How the node's addresses are reached: `macvlan` by MAC addresses of their own, `host` by the host's. See [host-network.md](host-network.md).",
    schema: z.enum(["macvlan", "host"]),
    expected:
      "macvlan (further MAC addresses on a wired interface) or host (the host's own alone: Wi-Fi, port security, a hypervisor)",
    example: "host",
    default: "macvlan",
    costs: ["drain", "pod", "unbound", "pihole", "keepalived", "agent"],
  }),
  interface: key({
    since: "2026-11-21",
    scope: "node",
    description:
      "The host's network interface: eth0, end0 or enp1s0, for example. `ip link` lists them. A wireless one needs `network: host`.",
    schema: z.string().regex(/^[a-z0-9.@_-]{1,15}$/i),
    expected: "the host's network interface",
    example: "eth0",
    default: "eth0",
    costs: ["drain", "pod", "unbound", "pihole", "keepalived", "agent", "data keeper"],
  }),
} as const;
