import ipaddr from "ipaddr.js";
import { z } from "zod";
import type { Task } from "../task";
import { sectionScript } from "./preflight-scripts";
import { readSections, section } from "./sections";

/** A network interface of the host. */
export interface Interface {
  readonly name: string;
  readonly up: boolean;
  readonly carrier: boolean;
  /** The bridge or bond that it is a part of. */
  readonly master: string | undefined;
  /** IPv4 addresses, each with the length of its prefix. */
  readonly addresses: readonly { readonly address: string; readonly prefix: number }[];
  /** IPv6 addresses but those that are link-local. */
  readonly addresses6: readonly string[];
}

export interface Disk {
  readonly mount: string;
  readonly freeMiB: number;
}

/** What the host is and has, as scripts/host.sh reads it. */
export interface HostFacts {
  readonly system: string;
  /** Release and machine, as uname says. */
  readonly kernel: string;
  /** Programs that the deployment needs and the host does not have. */
  readonly missingTools: readonly string[];
  readonly init: string;
  /** The kind of container that the host is; undefined for a machine. */
  readonly container: string | undefined;
  /** The profile that confines the first process, if any: `lxc-container-default-cgns (enforce)`. */
  readonly confinement: string | undefined;
  /** Whether root on the host is root of the machine: false in an unprivileged container. */
  readonly privileged: boolean;
  readonly controllers: readonly string[];
  readonly appArmor: boolean;
  readonly appArmorParser: boolean;
  readonly interfaces: readonly Interface[];
  readonly wireless: boolean;
  /** Whether the kernel has IPv6. */
  readonly ipv6: boolean;
  /** The gateway of the default route, and its interface. */
  readonly defaultRoute: { readonly gateway: string | undefined; readonly interface: string } | undefined;
  readonly resolvers: readonly string[];
  /** Addresses that have a route of their own, with its interface. */
  readonly ways: Readonly<Record<string, string>>;
  readonly disks: readonly Disk[];
  /** The kind of file system of `/`. */
  readonly rootKind: string;
  /** The disk that holds /var/lib, where Docker keeps its images unless it is told otherwise. */
  readonly libraryDisk: Disk | undefined;
  /** Folders that nothing can be written to. */
  readonly readOnly: readonly string[];
  /** Whether the kernel's clock is steered; undefined if nobody can tell. */
  readonly clockSynchronized: boolean | undefined;
  /** Whether a program that steers the clock runs. */
  readonly clockService: boolean;
  /** Files of a Pi-hole that says it is part of a cluster of Pi-hole's own. */
  readonly piholeClusters: readonly string[];
}

export const hostTask = (networkInterface: string): Task => ({
  command: ["sh", "-c", sectionScript("host.sh"), "host", networkInterface],
  seconds: 8,
});

const addressesSchema = z.array(
  z.object({
    ifname: z.string(),
    flags: z.array(z.string()),
    master: z.string().optional(),
    addr_info: z.array(z.object({ family: z.string(), local: z.string().optional(), prefixlen: z.number() })),
  }),
);
const routesSchema = z.array(
  z.object({
    dst: z.string(),
    gateway: z.string().optional(),
    dev: z.string(),
    metric: z.number().default(0),
  }),
);

export function parseHost(stdout: string): HostFacts {
  const sections = readSections(stdout);
  const text = (name: string) => section(sections, name).text;
  const ok = (name: string) => section(sections, name).code === 0;
  const words = (name: string) => text(name).split(/\s+/).filter(Boolean);
  const routes = routesSchema.parse(JSON.parse(text("routes")));
  const container = text("container").split("\n").pop()!.trim();
  return {
    system: ok("system") ? text("system") : "an unknown system",
    kernel: text("kernel"),
    missingTools: words("tools"),
    init: text("init"),
    container: container === "" || container === "none" ? undefined : container,
    confinement: confinement(ok("confinement") ? text("confinement") : ""),
    privileged: /^\s*0\s+0\s+4294967295$/m.test(text("users")),
    controllers: words("controllers"),
    appArmor: text("apparmor") === "Y",
    appArmorParser: ok("apparmor-parser"),
    interfaces: addressesSchema.parse(JSON.parse(text("addresses"))).map(readInterface),
    wireless: ok("wireless"),
    ipv6: ok("ipv6"),
    defaultRoute: defaultRoute(routes),
    ways: Object.fromEntries(
      routes.filter(({ dst }) => ipaddr.IPv4.isValidFourPartDecimal(dst)).map(({ dst, dev }) => [dst, dev]),
    ),
    resolvers: Array.from(text("resolvers").matchAll(/^nameserver\s+(\S+)/gm), ([, address]) => address!),
    disks: readDisks(text("disks")),
    rootKind: text("root"),
    libraryDisk: readDisks(text("library-disk"))[0],
    readOnly: words("readonly"),
    clockSynchronized: synchronized(text("synchronized"), text("chrony")),
    clockService: words("clocks").includes("active"),
    piholeClusters: words("pihole-cluster"),
  };
}

const confinement = (text: string): string | undefined => {
  const label = text.replace(/\0/g, "").trim();
  return label === "" || label.startsWith("unconfined") || label === "kernel" ? undefined : label;
};

const readInterface = (link: z.output<typeof addressesSchema>[number]): Interface => ({
  name: link.ifname,
  up: link.flags.includes("UP"),
  carrier: link.flags.includes("LOWER_UP"),
  master: link.master,
  addresses: link.addr_info
    .filter(({ family, local }) => family === "inet" && local !== undefined)
    .map(({ local, prefixlen }) => ({ address: local!, prefix: prefixlen })),
  addresses6: link.addr_info
    .filter(({ family, local }) => family === "inet6" && local !== undefined && !/^fe[89ab]/.test(local))
    .map(({ local }) => local!),
});

function defaultRoute(routes: z.output<typeof routesSchema>): HostFacts["defaultRoute"] {
  const defaults = routes.filter(({ dst }) => dst === "default");
  const best = defaults.sort((a, b) => a.metric - b.metric)[0];
  return best && { gateway: best.gateway, interface: best.dev };
}

/** Each file system once, as `df -Pk` shows it. */
export function readDisks(text: string): Disk[] {
  const rows = Array.from(text.matchAll(/^.*\s+\d+\s+\d+\s+(\d+)\s+\d+%\s+(\S+)$/gm), ([, free, mount]) => ({
    mount: mount!,
    freeMiB: Math.floor(Number(free) / 1024),
  }));
  return rows.filter((row, i) => rows.findIndex(({ mount }) => mount === row.mount) === i);
}

/** timedatectl says yes or no. chrony steers the clock without telling the kernel, unless it is asked to (rtcsync). */
function synchronized(timedatectl: string, chrony: string): boolean | undefined {
  if (timedatectl === "yes" || /^Leap status\s*:\s*Normal/m.test(chrony)) return true;
  return timedatectl === "no" ? false : undefined;
}
