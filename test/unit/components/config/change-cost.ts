import { createHash } from "node:crypto";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { costs, type Cost } from "../../../../components/config/key";
import type { ServiceSecrets } from "../../../../components/config/keys";
import type { NodePlan } from "../../../../components/config/plan";
import { DnsNode } from "../../../../components/dns-node";
import { imageSources } from "../../../../components/images/image-names";

const root = path.join(__dirname, "../../../..");

/** Every resource of a node, by its name without the node's, with the inputs that matter to what runs there. */
type Resources = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

const built = new Map<string, Promise<Resources>>();

/** Builds the node against Pulumi's own mocks; once for each plan. */
function resourcesOf(plan: NodePlan): Promise<Resources> {
  const key = JSON.stringify(plan);
  const resources = built.get(key) ?? build(plan);
  built.set(key, resources);
  return resources;
}

/** As with the engine, other inputs give another id. */
async function build(plan: NodePlan): Promise<Resources> {
  // Pulumi takes a stack trace for each of thousands of promises: most of the time this takes.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  const made = new Map<string, Record<string, unknown>>();
  await pulumi.runtime.setMocks(
    {
      call: () => ({}),
      newResource: ({ name, inputs }) => {
        // How the host is reached changes nothing on it.
        const kept = Object.entries(inputs as object).filter(
          ([key]) => key !== "target" && key !== "connection",
        );
        const rest = Object.fromEntries(kept) as Record<string, unknown>;
        made.set(name.slice(plan.node.name.length + 1), rest);
        const id = `${name}-${createHash("sha256").update(JSON.stringify(rest)).digest("hex")}`;
        const state = { stdout: "prepared", imageId: id, copied: { id }, generation: 3 };
        return { id, state: { ...(inputs as Record<string, unknown>), ...state } };
      },
    },
    "ha-dns",
    plan.node.name,
  );
  const secrets = {
    clusterSecret: pulumi.secret("a-cluster-secret"),
    vrrpPassword: pulumi.secret("vrrppass"),
    piholePassword: pulumi.secret("a-pihole-password"),
    serviceSecrets: pulumi.secret<ServiceSecrets>({}),
  };
  const ssh = {
    host: plan.node.host,
    port: plan.cluster.sshPort,
    user: "root",
    keyFile: path.join(root, "package.json"),
    knownHostsFile: "/known_hosts",
    hostKeys: ["ssh-ed25519 AAAA"],
  };
  const peers = plan.peers.map(({ name, host }) => ({ name, host, hostKeys: ["ssh-ed25519 BBBB"] }));
  const sources = imageSources(plan, root);
  new DnsNode(plan.node.name, { plan, ssh, peers, secrets, sources, root, storage: true });
  await pulumi.runtime.disconnect();
  Error.stackTraceLimit = stackTraceLimit;
  return made;
}

const drainInputs = (resources: Resources): unknown => {
  const { revision, maintenance } = resources.get("drain")!;
  return [revision, maintenance];
};

/** What an `up` from one plan to the other costs the node. */
export async function costOfChange(before: NodePlan, after: NodePlan): Promise<Cost[]> {
  const [a, b] = [await resourcesOf(before), await resourcesOf(after)];
  const differs = (name: string): boolean => !isDeepStrictEqual(a.get(name), b.get(name));
  // Docker replaces a network, and with it all that is connected to it.
  const network = differs("network-macvlan");
  const isCost: Readonly<Record<Cost, () => boolean>> = {
    drain: () => !isDeepStrictEqual(drainInputs(a), drainInputs(b)),
    pod: () => network || differs("pod-container"),
    unbound: () => network || differs("unbound-container"),
    // The agent restarts Pi-hole for lines of dnsmasq's, when another node has the VIP.
    pihole: () => network || differs("pihole-container") || differs("pihole-50-config.conf"),
    keepalived: () => network || differs("keepalived-container"),
    agent: () => network || differs("agent-container"),
    "data keeper": () => differs("data-unit"),
  };
  return costs.filter((cost) => isCost[cost]());
}
