import ipaddr from "ipaddr.js";
import { z } from "zod";
import { dnsName } from "./dns-keys";
import { key } from "./key";

/** Keys of Pi-hole's DHCP server. */
export const dhcpKeys = {
  dhcp: key({
    since: "2026-11-30",
    scope: "cluster",
    description:
      "Who gives the house its addresses: `off` for the router, `pihole` for the node that has the VIP. See [dhcp.md](dhcp.md).",
    schema: z.preprocess((value) => (value === false ? "off" : value), z.enum(["off", "pihole"])),
    expected: "off or pihole",
    example: "pihole",
    default: "off",
    costs: ["drain", "pihole", "keepalived", "agent"],
  }),
  dhcpRange: key({
    since: "2026-11-30",
    scope: "cluster",
    description: "The addresses that `dhcp: pihole` gives to devices. None of the cluster's may be in it.",
    schema: z.string().refine((text) => {
      if (text === "") return true;
      const ends = text.split("-").map((end) => end.trim());
      return ends.length === 2 && ends.every((end) => ipaddr.IPv4.isValidFourPartDecimal(end));
    }),
    expected: 'two IPv4 addresses with a hyphen between them, or ""',
    example: "192.168.8.30-192.168.8.199",
    default: "",
    costs: ["drain", "pihole"],
  }),
  dhcpLease: key({
    since: "2026-11-30",
    scope: "cluster",
    description: "For how long a device may use an address before it has to ask again.",
    schema: z.string().regex(/^(?:[2-9]|[1-9]\d{1,3})m$|^[1-9]\d{0,2}h$|^[1-9]\d?d$/),
    expected: "a time from 2m on, in minutes, hours or days: 30m, 12h, 7d",
    example: "12h",
    default: "24h",
    costs: ["drain", "pihole"],
  }),
  dhcpDomain: key({
    since: "2026-11-30",
    scope: "cluster",
    description: "The domain in which the names of devices resolve, with `dhcp: pihole`.",
    schema: dnsName,
    expected: "a domain name",
    example: "lan",
    default: "lan",
    costs: ["drain", "pihole"],
  }),
} as const;
