import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";

/** A virtual node, with the addresses that the committed config gives it. */
export interface LabNode {
  readonly name: string;
  /** Name of the container that plays the host. */
  readonly container: string;
  readonly host: string;
  readonly pod: string;
  readonly unbound: string;
}

export interface LabSettings {
  /** The checkout, and the folder of it in which the lab keeps what it makes. */
  readonly root: string;
  readonly folder: string;
  readonly subnet: string;
  readonly gateway: string;
  readonly vip: string;
  readonly nodes: readonly LabNode[];
  /** This machine's own address in the lab's network. */
  readonly bridge: string;
  readonly registry: string;
  readonly client: string;
  /** The lab's internet, behind the router: a network of its own (LAB_WAN; TEST-NET-2 of RFC 5737). */
  readonly wan: {
    readonly subnet: string;
    readonly router: string;
    readonly root: string;
    readonly tld: string;
    readonly zones: string;
    readonly bridge: string;
  };
}

/** What the lab's containers and networks are called after; another name is another lab, beside this one. */
const labName = process.env.LAB_NAME ?? "ha-dns-lab";

export const names = {
  prefix: `${labName}-`,
  lan: `${labName}-lan`,
  wan: `${labName}-wan`,
  router: `${labName}-router`,
  internet: `${labName}-internet`,
  registry: `${labName}-registry`,
  client: `${labName}-client`,
} as const;

interface ProjectFile {
  readonly config: Readonly<Record<string, { readonly value: unknown }>>;
}
interface StackFile {
  readonly config: Readonly<Record<string, unknown>>;
}

/** The subnet that the committed config gives the cluster. */
export function committedSubnet(root: string): string {
  const project = parse(readFileSync(path.join(root, "Pulumi.yaml"), "utf8")) as ProjectFile;
  return String(project.config.subnet?.value);
}

/** The subnet of the lab that is there: it was chosen when the lab was made. */
function subnetInUse(root: string): string | undefined {
  const file = path.join(root, ".lab", "subnet");
  return existsSync(file) ? readFileSync(file, "utf8").trim() : undefined;
}

/**
 * The lab as the committed config describes it. `subnet` (LAB_SUBNET, or chosen because this machine has a route
 * into the committed one) moves every address into another /24 and keeps its last number.
 */
export function labSettings(root: string, subnet = process.env.LAB_SUBNET ?? subnetInUse(root)): LabSettings {
  const project = (parse(readFileSync(path.join(root, "Pulumi.yaml"), "utf8")) as ProjectFile).config;
  const committed = String(project.subnet?.value);
  const target = subnet ?? committed;
  const network = (text: string) => text.split("/")[0]!.split(".").slice(0, 3).join(".");
  const move = (address: unknown) => `${network(target)}.${String(address).split(".")[3]}`;
  const nodes = (project.nodes?.value as string[]).map((name): LabNode => {
    const stack = (parse(readFileSync(path.join(root, `Pulumi.${name}.yaml`), "utf8")) as StackFile).config;
    return {
      name,
      container: `${names.prefix}${name}`,
      host: move(stack["ha-dns:host"]),
      pod: move(stack["ha-dns:podAddress"]),
      unbound: move(stack["ha-dns:unboundAddress"]),
    };
  });
  const wan = process.env.LAB_WAN ?? "198.51.100.0/24";
  const inWan = (last: number) => `${network(wan)}.${last}`;
  return {
    root,
    folder: path.join(root, ".lab"),
    subnet: `${network(target)}.0/24`,
    gateway: move(project.gateway?.value),
    vip: move(project.vip?.value),
    nodes,
    bridge: move("0.0.0.2"),
    registry: move("0.0.0.3"),
    client: move("0.0.0.9"),
    wan: {
      subnet: wan,
      router: inWan(1),
      root: inWan(10),
      tld: inWan(20),
      zones: inWan(30),
      bridge: inWan(2),
    },
  };
}
