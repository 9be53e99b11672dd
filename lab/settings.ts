import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { readProjectValues, readStackValues } from "../components/config/raw";
import { furtherNodes, type NodeConfig } from "./further-nodes";
import { hasIpv6, subnet6Of } from "./ipv6";
import { releaseAt, type Release } from "./releases";

/** A virtual node, with the addresses that the config gives it. */
export interface LabNode {
  readonly name: string;
  /** Name of the container that plays the host; "" for a host that is none. */
  readonly container: string;
  readonly host: string;
  readonly pod: string;
  readonly unbound: string;
  readonly priority: number;
  /** Whether the checkout's config lists it; the others are the lab's own (LAB_NODES), and stand in its site file. */
  readonly listed: boolean;
  /** The Debian that its host runs. */
  readonly release: Release;
  /** The value of its key `network` (LAB_NETWORK), which the config's own rules check; absent without. */
  readonly network?: string;
}

/** A pool on a file on each node, two datasets below one root, and a service that writes to them. */
export interface LabData {
  readonly pool: string;
  readonly root: string;
  /** Of the service's journal, and of its marks. */
  readonly journal: string;
  readonly notes: string;
  /** An address that nobody has: that of the fence. */
  readonly fence: string;
}

export interface LabSettings {
  /** The checkout, and the folder of it in which the lab keeps what it makes. */
  readonly root: string;
  readonly folder: string;
  readonly subnet: string;
  /** Its IPv6 subnet (LAB_IPV6), in which each address has a twin; null without IPv6. */
  readonly subnet6: string | null;
  /** The value of the key `secondAnswer` (LAB_SECOND_ANSWER), which the config's own rules check; undefined without. */
  readonly secondAnswer: string | undefined;
  /** Whether the LAN takes frames of the machines' own MAC addresses alone (LAB_PORT_SECURITY). */
  readonly portSecurity: boolean;
  readonly gateway: string;
  readonly vip: string;
  readonly failback: "automatic" | "manual";
  readonly nodes: readonly LabNode[];
  /** This machine's own address in the lab's network. */
  readonly bridge: string;
  readonly registry: string;
  readonly client: string;
  /** Addresses of a hostile device, which an attack plugs in. */
  readonly device: readonly string[];
  /** What the nodes have beside DNS, where the lab has datasets (LAB_DATA); null if it has none. */
  readonly data: LabData | null;
  /** The lab's internet, behind the router: a network of its own (LAB_WAN; TEST-NET-2 of RFC 5737). */
  readonly wan: {
    readonly subnet: string;
    readonly router: string;
    readonly root: string;
    readonly tld: string;
    readonly zones: string;
    /** Of a server that messages are sent to; a test starts it. */
    readonly sink: string;
    readonly bridge: string;
  };
}

/** What the lab's containers and networks are called after; another name is another lab, beside this one. */
const labName = process.env.LAB_NAME ?? "ha-dns-lab";

export const names = {
  lab: labName,
  prefix: `${labName}-`,
  lan: `${labName}-lan`,
  wan: `${labName}-wan`,
  router: `${labName}-router`,
  internet: `${labName}-internet`,
  registry: `${labName}-registry`,
  client: `${labName}-client`,
} as const;

type Values = Readonly<Record<string, unknown>>;

const projectName = "ha-dns";
const projectValues = (root: string): Values => readProjectValues(root, projectName);
const stackValues = (root: string, stack: string): Values => readStackValues(root, projectName, stack);

/** The subnet that the committed config gives the cluster. */
export const committedSubnet = (root: string): string => String(projectValues(root).subnet);

/** A choice that was made when the lab was: a file in its folder. */
function kept(root: string, what: "subnet" | "nodes" | "data" | "ipv6"): string | undefined {
  const file = path.join(root, ".lab", what);
  return existsSync(file) ? readFileSync(file, "utf8").trim() : undefined;
}

/** What a lab may have other than the config, where it does not go by the environment and by what an earlier run took. */
export interface LabChoice {
  /** A /24. */
  readonly subnet?: string;
  /** Number of nodes. */
  readonly nodes?: number;
}

const mostNodes = 9;

/** How many nodes the lab has: LAB_NODES, else as many as in an earlier run, else those that the config lists. */
export function nodeCount(listed: number, asked: string | undefined, earlier: string | undefined): number {
  if (asked === undefined) return Math.max(listed, Number(earlier ?? 0));
  if (!/^\d$/.test(asked) || Number(asked) < listed)
    throw new Error(
      `LAB_NODES is "${asked}"; expected a number of nodes from ${listed}, which the config lists, to ${mostNodes}.`,
    );
  return Number(asked);
}

/** Whether the lab has datasets and a service: LAB_DATA (1 or 0), else as in an earlier run, else not. */
export function hasData(asked: string | undefined, earlier: string | undefined): boolean {
  const given = asked ?? earlier ?? "0";
  if (given !== "0" && given !== "1") throw new Error(`LAB_DATA is "${given}"; expected 1 or 0.`);
  return given === "1";
}

const datasets = { pool: "tank", root: "tank/lab", journal: "tank/lab/journal", notes: "tank/lab/notes" };

/** The lab's own addresses, by their last number; nobody has that of the fence. */
const machines = { bridge: 2, registry: 3, fence: 5, client: 9 } as const;
const deviceNumbers = [66, 67, 68, 69, 70, 71, 72, 73];

/**
 * The lab as the config describes it. A subnet (LAB_SUBNET, or chosen because this machine has a route into the
 * config's) moves every address into another /24 and keeps its last number; more nodes than the config lists
 * (LAB_NODES) are derived from those.
 */
export function labSettings(root: string, choice: LabChoice = {}): LabSettings {
  const project = projectValues(root);
  const target = choice.subnet ?? process.env.LAB_SUBNET ?? kept(root, "subnet") ?? String(project.subnet);
  const network = (text: string) => text.split("/")[0]!.split(".").slice(0, 3).join(".");
  const move = (address: unknown) => `${network(target)}.${String(address).split(".")[3]}`;
  const listed = (project.nodes as string[]).map((name) =>
    nodeConfig(name, stackValues(root, name), project),
  );
  const count = choice.nodes ?? nodeCount(listed.length, process.env.LAB_NODES, kept(root, "nodes"));
  const own = [...Object.values(machines), ...deviceNumbers].map((last) => move(`0.0.0.${last}`));
  const further = furtherNodes(listed, count - listed.length, {
    addresses: [String(project.vip), String(project.gateway), ...own],
    dhcpPool: String(project.dhcpPool ?? ""),
  }).map((node) => nodeConfig(node.name, { ...node, ...stackValues(root, node.name) }, project));
  const nodes = [...listed, ...further].map(
    ({ name, host, podAddress, unboundAddress, priority }, i): LabNode => ({
      name,
      container: `${names.prefix}${name}`,
      host: move(host),
      pod: move(podAddress),
      unbound: move(unboundAddress),
      priority,
      listed: i < listed.length,
      release: releaseAt(i),
      ...networkAt(i),
    }),
  );
  const founder: Values = { ...project, ...stackValues(root, nodes[0]!.name) };
  const wan = process.env.LAB_WAN ?? "198.51.100.0/24";
  const inWan = (last: number) => `${network(wan)}.${last}`;
  return {
    root,
    folder: path.join(root, ".lab"),
    subnet: `${network(target)}.0/24`,
    subnet6: hasIpv6(process.env.LAB_IPV6, kept(root, "ipv6")) ? subnet6Of(target) : null,
    secondAnswer: process.env.LAB_SECOND_ANSWER,
    portSecurity: process.env.LAB_PORT_SECURITY === "1",
    gateway: move(project.gateway),
    vip: move(project.vip),
    failback: founder.failback === "manual" ? "manual" : "automatic",
    nodes,
    bridge: move(`0.0.0.${machines.bridge}`),
    registry: move(`0.0.0.${machines.registry}`),
    client: move(`0.0.0.${machines.client}`),
    device: deviceNumbers.map((last) => move(`0.0.0.${last}`)),
    data: hasData(process.env.LAB_DATA, kept(root, "data"))
      ? { ...datasets, fence: move(`0.0.0.${machines.fence}`) }
      : null,
    wan: {
      subnet: wan,
      router: inWan(1),
      root: inWan(10),
      tld: inWan(20),
      zones: inWan(30),
      sink: inWan(40),
      bridge: inWan(2),
    },
  };
}

/** LAB_NETWORK: one value for all nodes, or one for each of them, with commas. */
function networkAt(i: number): { network?: string } {
  const asked = process.env.LAB_NETWORK?.split(",");
  return asked ? { network: asked[i] ?? asked[0]! } : {};
}

/** A node's own values over those that all share. */
function nodeConfig(name: string, own: Values, project: Values): NodeConfig {
  const value = (key: string) => String(own[key] ?? project[key]);
  return {
    name,
    host: value("host"),
    podAddress: value("podAddress"),
    unboundAddress: value("unboundAddress"),
    priority: Number(value("priority")),
  };
}
