import * as pulumi from "@pulumi/pulumi";
import type { SshTarget } from "../../providers/ssh/target";
import { shortDigest } from "../short-digest";
import type { ImageSources } from "../images/image-names";
import { answered } from "../peers/ask-agents";
import type { AskedCluster } from "../peers/peer-check";
import { hasIpv6 } from "../config/ipv6-rules";
import { usesHostMac } from "../config/network-mode";
import { observeAddressOf } from "../config/observe-rules";
import type { NodePlan } from "../config/plan";
import { describeFindings } from "./finding";
import { preflight } from "./preflight";
import { countFindings, isProblem, problemsFirst } from "./preflight-report";

export interface HostCheck {
  readonly plan: NodePlan;
  readonly ssh: SshTarget;
  readonly sources: ImageSources;
  readonly cluster: AskedCluster;
  /** What `checkHost` gave at the last update; undefined before the first. */
  readonly checked: string | undefined;
}

/**
 * Checks the node's host before anything is touched. Warns of what is odd; throws with every problem if there is one.
 * A node whose agent answers, and whose place in the network is the one that was checked before, is not checked
 * again: it works. Resolves to what has to be remembered for that.
 */
export async function checkHost(
  { plan, ssh, sources, cluster, checked }: HostCheck,
  warn: (text: string) => Promise<void> = pulumi.log.warn,
): Promise<string> {
  const place = placeDigest(plan);
  if (answered(cluster.own.answer) && checked === place) return place;
  const agents = [cluster.own, ...cluster.peers].map(({ answer }) => answer);
  const findings = await preflight([{ plan, ssh, sources }], Promise.resolve(agents));
  const stopping = plan.cluster.preflight === "stop" ? findings.filter(isProblem) : [];
  for (const finding of findings)
    if (!stopping.includes(finding)) await warn(`preflight:\n${describeFindings([finding])}`);
  if (stopping.length === 0) return place;
  throw new pulumi.RunError(
    `The host of ${plan.node.name} has ${countFindings(stopping)}. Nothing was touched.\n\n` +
      `${describeFindings(problemsFirst(stopping))}\n\n` +
      `npm run preflight checks again, all nodes at once. To update although a finding is wrong: pulumi config set preflight warn\n`,
  );
}

/** A digest of what the checks of the network go by. */
function placeDigest(plan: NodePlan): string {
  const { cluster, node, vips, vips6 } = plan;
  const { subnet, subnet6, gateway, vrid, virtualMac } = cluster;
  const { host, podAddress, unboundAddress, podAddress6, unboundAddress6 } = node;
  return shortDigest(
    JSON.stringify([
      subnet,
      gateway,
      vrid,
      virtualMac,
      vips,
      host,
      node.interface,
      podAddress,
      unboundAddress,
      ...observeAddressOf(plan),
      ...(usesHostMac(node) ? [node.network] : []),
      ...(hasIpv6(plan) ? [subnet6, ...vips6, podAddress6, unboundAddress6] : []),
    ]),
  );
}
