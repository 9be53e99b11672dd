import ipaddr from "ipaddr.js";
import { z } from "zod";
import { boolean, key } from "./key";

/** "" is none. Any spelling is read; the value has the one of RFC 5952. */
export const address6 = z
  .string()
  .refine((text) => text === "" || (ipaddr.IPv6.isValid(text) && !text.includes("%")))
  .transform((text) => (text === "" ? "" : ipaddr.IPv6.parse(text).toString()));

/** "" is none. The value is the network's own address and the prefix. */
const network6 = z
  .string()
  .refine((text) => text === "" || (ipaddr.IPv6.isValidCIDR(text) && !text.includes("%")))
  .transform((text) =>
    text === "" ? "" : `${ipaddr.IPv6.networkAddressFromCIDR(text).toString()}/${text.split("/")[1]}`,
  );

/** IPv6 beside IPv4: all of these keys, or none (see ipv6-rules.ts). */
export const ipv6Keys = {
  vip6: key({
    since: "2026-11-30",
    scope: "cluster",
    description:
      "The IPv6 address that clients ask, beside `vip`. Free, in `subnet6`, best a unique local one (fd…). The earlier one answers too until `releaseVip`.",
    schema: address6,
    expected: 'an IPv6 address, or "" for none',
    example: "fd00:53::250",
    default: "",
    costs: ["drain", "keepalived", "agent"],
  }),
  subnet6: key({
    since: "2026-11-30",
    scope: "cluster",
    description:
      "The LAN's IPv6 subnet, in which all IPv6 addresses of the cluster are. It needs no router: the LAN's devices have to reach it directly.",
    schema: network6,
    expected: 'an IPv6 subnet in CIDR notation, or "" for none',
    example: "fd00:53::/64",
    default: "",
    costs: ["drain", "pod", "unbound", "pihole", "keepalived", "agent"],
  }),
  announceDns: key({
    since: "2026-11-30",
    scope: "cluster",
    description:
      "Whether the leader announces `vip6` to the LAN as DNS server, by router advertisements. For routers that cannot; hosts go on asking what the router announces as well.",
    schema: boolean,
    expected: "true or false",
    example: "true",
    default: false,
    costs: ["drain", "keepalived"],
  }),
} as const;

export const ipv6NodeKeys = {
  podAddress6: key({
    since: "2026-11-30",
    scope: "node",
    description: "The IPv6 address of the node's Pi-hole, beside `podAddress`.",
    schema: address6,
    expected: 'an IPv6 address for this node\'s Pi-hole, or "" for none',
    example: "fd00:53::251",
    default: "",
    costs: ["drain", "pod", "pihole", "keepalived", "agent"],
  }),
  unboundAddress6: key({
    since: "2026-11-30",
    scope: "node",
    description: "The IPv6 address of the node's Unbound. The Pi-holes ask it by `unboundAddress`.",
    schema: address6,
    expected: 'an IPv6 address for this node\'s Unbound, or "" for none',
    example: "fd00:53::253",
    default: "",
    costs: ["drain", "unbound"],
  }),
} as const;
