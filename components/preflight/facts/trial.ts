import { podSysctls } from "../../pod-sysctls";
import { renderHostLink } from "../../render/host-link-files";
import { renderNftables } from "../../render/nftables";
import { usesHostMac } from "../../config/network-mode";
import type { NodePlan } from "../../config/plan";
import type { Task } from "../task";
import { sectionScript, wireScript } from "./preflight-scripts";
import { readSections } from "./sections";

/** What the kernel said to one thing that the pod needs; undefined if it was not tried. */
export type Tried = "works" | { readonly refused: string } | undefined;

/** What came of trying what the pod needs, in a network namespace that is gone by then. */
export interface TrialFacts {
  readonly namespace: Tried;
  readonly sysctls: Tried;
  readonly macvlan: Tried;
  readonly virtualMac: Tried;
  readonly nftables: Tried;
  /** The rules of `network: host`. */
  readonly link: Tried;
  /** Whether the gateway answered a question from the trial's own MAC address; undefined if it was not asked. */
  readonly gatewayAnswers: boolean | undefined;
}

export function trialTask(plan: NodePlan): Task {
  const { cluster, node } = plan;
  const sysctls = Object.entries(podSysctls).map(([name, value]) => `${name}=${value}`);
  return {
    command: [
      "sh",
      "-c",
      'unshare --net sh -c "$@"; echo "#namespace $?"',
      "trial",
      sectionScript("try-pod.sh"),
      "try-pod",
      node.interface,
      cluster.gateway,
      String(cluster.vrid),
      wireScript("neighbours.pl"),
      linkRules(plan),
      ...sysctls,
    ],
    stdin: renderNftables(plan),
    seconds: 6,
  };
}

/** As the host would load them, in the trial's own namespace, whose interface is eth0. */
function linkRules(plan: NodePlan): string {
  if (!usesHostMac(plan.node)) return "";
  const there = { ...plan, node: { ...plan.node, interface: "eth0" } };
  return `define host_mac = 02:00:00:00:00:01\n${renderHostLink(there)}`;
}

export function parseTrial(stdout: string, stderr: string): TrialFacts {
  const sections = readSections(stdout);
  const tried = (name: string): Tried => {
    const found = sections.get(name);
    return found && (found.code === 0 ? "works" : { refused: found.text });
  };
  const gateway = sections.get("gateway");
  return {
    namespace: /^#namespace 0$/m.test(stdout) || sections.size > 0 ? "works" : { refused: stderr.trim() },
    sysctls: tried("sysctls"),
    macvlan: tried("macvlan"),
    virtualMac: tried("virtual-mac"),
    nftables: tried("nftables"),
    link: tried("link"),
    gatewayAnswers: gateway?.code === 0 ? gateway.text !== "" : undefined,
  };
}
