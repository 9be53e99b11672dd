import { readFileSync } from "node:fs";
import ipaddr from "ipaddr.js";
import { parse } from "yaml";
import { z } from "zod";
import type { RawConfig, RawValues } from "./types";

const schema = z.strictObject({
  config: z.record(z.string(), z.unknown()).default({}),
  rebase: z.string().optional(),
  stacks: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
});

/**
 * What belongs to the place that is deployed from and to, not to the cluster: keys that stand over every stack's
 * (image sources, ssh files), another /24 into which all addresses are moved, and stacks that have no file in the
 * checkout, with the keys of one by the node's name; what a file says all the same stands over them. The lab is such
 * a place.
 */
export type Site = z.input<typeof schema>;

/** Reads the site file that the environment names, if it names one. Throws if it is not a site file. */
export function readSite(file: string | undefined): Site | undefined {
  return file ? schema.parse(parse(readFileSync(file, "utf8"))) : undefined;
}

export function applySite(raw: RawConfig, site: Site): RawConfig {
  const from = raw.stacks[raw.stack]?.subnet ?? raw.project.subnet;
  const rebase = (values: RawValues): RawValues =>
    site.rebase ? mapText(values, rebaser(String(from), site.rebase)) : values;
  const nodes = new Set([...Object.keys(raw.stacks), ...Object.keys(site.stacks ?? {})]);
  const stacks = [...nodes].map((node) => [
    node,
    { ...rebase({ ...site.stacks?.[node], ...raw.stacks[node] }), ...site.config },
  ]);
  return {
    stack: raw.stack,
    project: rebase(raw.project),
    stacks: Object.fromEntries(stacks) as Record<string, RawValues>,
  };
}

function mapText(values: RawValues, change: (text: string) => string): RawValues {
  const entries = Object.entries(values).map(([key, value]) => [
    key,
    typeof value === "string" ? change(value) : value,
  ]);
  return Object.fromEntries(entries) as RawValues;
}

/** Moves every address of the subnet that a text names into another /24; the last number stays. */
function rebaser(from: string, to: string): (text: string) => string {
  const network = ipaddr.IPv4.parseCIDR(from);
  const target = ipaddr.IPv4.parse(to.split("/")[0]!).toString().split(".").slice(0, 3).join(".");
  return (text) =>
    text.replace(/\d{1,3}(\.\d{1,3}){3}/g, (address) =>
      ipaddr.IPv4.isValidFourPartDecimal(address) && ipaddr.IPv4.parse(address).match(network)
        ? `${target}.${address.split(".")[3]}`
        : address,
    );
}
