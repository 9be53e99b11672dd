import { isProperty, propertyOf, type PropertyValues } from "../../providers/zfs/properties";
import { shortDigest } from "../short-digest";
import { dataKeys } from "./data-keys";
import { dhcpKeys } from "./dhcp-keys";
import { dnsKeys } from "./dns-keys";
import { historyKeys } from "./history-keys";
import { hasIpv6 } from "./ipv6-rules";
import { observeKeys } from "./observe-keys";
import { publicNameKeys } from "./public-name-keys";
import { exceptionsOn } from "./dns-rules";
import type { DatasetValue } from "./data-shapes";
import type { ClusterSpec, NodePlan } from "./types";
import { vrrpPriorities } from "./vrrp-priority";

export type { NodePlan } from "./types";

/** `today` is a day, YYYY-MM-DD. */
export function planNode(spec: ClusterSpec, today = new Date().toISOString().slice(0, 10)): NodePlan {
  const node = spec.nodes.find((candidate) => candidate.name === spec.stack);
  if (!node) throw new Error(`${spec.stack} is not among the nodes`); // The loader has refused this already.
  return {
    cluster: spec.cluster,
    node,
    peers: spec.nodes.filter((candidate) => candidate !== node),
    vips: [spec.cluster.vip],
    vips6: spec.cluster.vip6 === "" ? [] : [spec.cluster.vip6],
    founder: spec.nodes[0]!.name,
    prefix: Number(spec.cluster.subnet.split("/")[1]),
    vrrp: vrrpPriorities(node, spec.nodes),
    unvalidated: exceptionsOn(spec, today).map(({ name }) => name),
  };
}

/** A dataset as it shall be: each value in its one spelling, sizes in bytes. */
export interface DatasetPlan {
  readonly name: string;
  readonly properties: PropertyValues;
}

/** The datasets of the config, each after what lies above it. */
export function planDatasets(datasets: readonly DatasetValue[]): DatasetPlan[] {
  const planned = datasets.map(({ name, mountpoint, properties }): DatasetPlan => {
    const given = Object.entries({ ...properties, ...(mountpoint === undefined ? {} : { mountpoint }) });
    // What is no property or no value of one, the rules have refused already.
    const read = given.map(([key, value]) => [
      key,
      isProperty(key) ? propertyOf(key).read(value) : undefined,
    ]);
    return { name, properties: Object.fromEntries(read) as PropertyValues };
  });
  return planned.sort(
    (a, b) => a.name.split("/").length - b.name.split("/").length || a.name.localeCompare(b.name),
  );
}

/** The datasets that no other one of these lies above, each with all of these below it, what lies above first. */
export function planRoots(datasets: readonly DatasetPlan[]): { name: string; datasets: DatasetPlan[] }[] {
  const isBelow = (name: string, above: string): boolean => name.startsWith(`${above}/`);
  return datasets
    .filter(({ name }) => !datasets.some((other) => isBelow(name, other.name)))
    .map(({ name }) => ({
      name,
      datasets: datasets.filter((one) => one.name === name || isBelow(one.name, name)),
    }));
}

/** Only version 2 of VRRP has a password. */
export const hasPassword = ({ cluster }: NodePlan): boolean => cluster.vrrpVersion === 2;

/** Keys on which stacks need not agree: how and from where one deploys, and what each stack remembers for itself. */
const notAgreed = [
  "preflight",
  "sshPort",
  "sshKey",
  "knownHosts",
  "rootHints",
  "trustAnchor",
  "releaseVip",
  "destroyDataset",
  "leaveDataset",
];

/** Keys that are left out if they are empty: a stack of an earlier version, which does not know them, then agrees. */
const omittedIfEmpty = ["vip6", "subnet6", "announceDns", "syncExcept"];
const isEmpty = (value: unknown): boolean =>
  value === "" || value === false || (Array.isArray(value) && value.length === 0);

/** Keys that are no part of agent.json: a change of one drains no node. */
const besideDns = [
  "datasets",
  "services",
  "notify",
  "secondAnswer",
  "announceDns",
  "syncExcept",
  "followerWrites",
  ...Object.keys(dataKeys),
  ...Object.keys(dhcpKeys),
  ...Object.keys(dnsKeys),
  ...Object.keys(historyKeys),
  ...Object.keys(observeKeys),
  ...Object.keys(publicNameKeys),
];

/** An earlier VIP stays in use until it is released by its address, since clients keep it until their leases renew. */
export function withEarlierVips(
  plan: NodePlan,
  earlier: readonly string[],
  earlier6: readonly string[] = [],
): NodePlan {
  const { vip, vip6, releaseVip } = plan.cluster;
  const kept = (all: readonly string[]) => all.filter((address) => address !== releaseVip);
  return {
    ...plan,
    vips: [...new Set([vip, ...kept(earlier)])],
    vips6: hasIpv6(plan) ? [...new Set([vip6, ...kept(earlier6)])] : [],
  };
}

/** The values on which the whole cluster has to agree, as text by key: what a peer compares with the founder's. */
export function clusterFingerprint(plan: NodePlan): Record<string, string> {
  const shared = Object.entries(plan.cluster).filter(
    ([key, value]) => !notAgreed.includes(key) && !(isEmpty(value) && omittedIfEmpty.includes(key)),
  );
  return Object.fromEntries(shared.map(([key, value]) => [key, JSON.stringify(value)]).sort());
}

/** The same in a few characters, of what the agents serve by, to be compared alone. */
export function fingerprintDigest(plan: NodePlan): string {
  const served = Object.entries(clusterFingerprint(plan)).filter(([key]) => !besideDns.includes(key));
  return shortDigest(JSON.stringify(Object.fromEntries(served)));
}

/** Says in which keys this stack differs from the founder; nothing if they agree. */
export function describeDisagreement(
  plan: NodePlan,
  founders: Readonly<Record<string, string>>,
): string | undefined {
  const own = clusterFingerprint(plan);
  const differing = Object.keys({ ...own, ...founders }).filter((key) => own[key] !== founders[key]);
  if (differing.length === 0) return undefined;
  const lines = differing
    .sort()
    .map(
      (key) => `  ${key}: ${own[key] ?? "nothing"} here, ${founders[key] ?? "nothing"} on ${plan.founder}`,
    );
  return (
    `${plan.node.name} and the founding node ${plan.founder} were given different values:\n${lines.join("\n")}\n` +
    `This is as it should be while a change goes through the cluster node by node; bring the others up too.`
  );
}
