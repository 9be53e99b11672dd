import { readFileSync } from "node:fs";
import path from "node:path";
import { must, run } from "../shell";
import { bridges } from "./network";

/** One line of `ip -j route`: where packets for `dst` go. */
export interface Route {
  readonly dst: string;
  readonly dev?: string;
}

export interface SubnetChoice {
  /** A /24 that this machine has no route into, except the lab's own. */
  readonly subnet: string;
  /** Why it is not the committed one. */
  readonly why?: string;
}

/** The /24s that the lab takes where the committed one is in use, in this order. */
const others = [
  ...Array.from({ length: 16 }, (_, i) => `192.168.${208 + i}.0/24`),
  ...Array.from({ length: 512 }, (_, i) => `10.${98 + Math.floor(i / 256)}.${i % 256}.0/24`),
];

/**
 * The subnet of the lab's LAN: LAB_SUBNET, else what an earlier run took (`.lab/subnet`), else the committed one,
 * else the first other /24 that is free. Throws if a subnet that was asked for is in use, or none is free.
 * `up` keeps the choice.
 */
export async function chooseSubnet(
  committed: string,
  folder: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<SubnetChoice> {
  return decide(committed, env.LAB_SUBNET, kept(folder), await routes());
}

/** The file in the lab's folder that keeps the choice. */
export const subnetFile = (folder: string): string => path.join(folder, "subnet");

function kept(folder: string): string | undefined {
  try {
    return readFileSync(subnetFile(folder), "utf8").trim() || undefined;
  } catch {
    return undefined;
  }
}

/** This machine's routes, those of the lab's own networks left out. Addresses count as routes to themselves. */
export async function routes(): Promise<Route[]> {
  if ((await run("sh", ["-c", "command -v ip"])).code !== 0) {
    throw new Error("The lab needs the command `ip` (package iproute2) to see which subnets are in use.");
  }
  const all = JSON.parse(await must("ip", ["-j", "-4", "route", "show", "table", "all"])) as Route[];
  return all.filter((route) => !Object.values<string | undefined>(bridges).includes(route.dev));
}

/** Pure part of `chooseSubnet`. */
export function decide(
  committed: string,
  asked: string | undefined,
  earlier: string | undefined,
  taken: readonly Route[],
): SubnetChoice {
  if (asked !== undefined && !/^\d+\.\d+\.\d+\.0\/24$/.test(asked)) {
    throw new Error(`LAB_SUBNET is ${asked}; expected a /24 such as 192.168.77.0/24.`);
  }
  const wanted = asked ?? earlier ?? committed;
  const clash = clashOf(wanted, taken);
  if (!clash) {
    if (wanted === committed) return { subnet: committed };
    return { subnet: wanted, why: asked ? "LAB_SUBNET says so" : "an earlier run took it" };
  }
  const found = `this machine has a route to ${clash.dst}${clash.dev ? ` through ${clash.dev}` : ""}`;
  if (asked !== undefined)
    throw new Error(`LAB_SUBNET is ${asked}, but ${found}. Set it to a /24 that is free.`);
  const free = others.find((other) => !clashOf(other, taken));
  if (free === undefined)
    throw new Error(
      `${wanted} is in use (${found}), and so is every other subnet the lab would take. Set LAB_SUBNET.`,
    );
  return { subnet: free, why: `${wanted} is in use: ${found}` };
}

/** Throws, before anything is made, if one of the lab's subnets is in use on this machine. */
export async function assertFree(subnets: readonly string[]): Promise<void> {
  const taken = await routes();
  for (const subnet of subnets) {
    const clash = clashOf(subnet, taken);
    if (!clash) continue;
    const through = clash.dev ? ` through ${clash.dev}` : "";
    throw new Error(`The lab needs ${subnet}, but this machine has a route to ${clash.dst}${through}.`);
  }
}

/** The route that leads into the subnet, other than one that leads to half of the world or more. */
export function clashOf(subnet: string, taken: readonly Route[]): Route | undefined {
  return taken.find(({ dst }) => {
    const range = parse(dst);
    return range !== undefined && range.bits > 1 && overlap(range, parse(subnet));
  });
}

interface Range {
  readonly from: number;
  readonly bits: number;
}

function parse(cidr: string): Range | undefined {
  const [address, bits = "32"] = cidr.split("/");
  const bytes = address!.split(".").map(Number);
  if (bytes.length !== 4 || bytes.some(Number.isNaN)) return undefined; // `default`
  return { from: bytes.reduce((sum, byte) => sum * 256 + byte, 0), bits: Number(bits) };
}

function overlap(a: Range, b: Range | undefined): boolean {
  if (!b) return false;
  const size = 2 ** (32 - Math.min(a.bits, b.bits));
  return Math.floor(a.from / size) === Math.floor(b.from / size);
}
