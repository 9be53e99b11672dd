import * as pulumi from "@pulumi/pulumi";
import { clusterSecrets, founderOutputs } from "./components/cluster-secrets";
import { DnsNode } from "./components/dns-node";
import { previousOutputs, hasStorage } from "./components/previous-outputs";
import { observeOutputs } from "./components/observe-members";
import { imageNames, imageSources } from "./components/images/image-names";
import { localZoneOutputs } from "./components/local-zone";
import { loadPlan } from "./components/load-plan";
import { judgeNames } from "./components/names-check";
import { askCluster, warnOfPeers } from "./components/peers/peer-check";
import { checkHost } from "./components/preflight/host-check";
import { dataWarnings } from "./components/config/data-rules";
import { dnsWarnings } from "./components/config/dns-rules";
import { checkKeyStep } from "./components/config/local-zone-rules";
import { describeProblems } from "./components/config/problem";
import { hasIpv6, ipv6Warnings } from "./components/config/ipv6-rules";
import { programVersion } from "./components/program-version";
import { fingerprintDigest, planDatasets, withEarlierVips } from "./components/config/plan";

export = async () => {
  const root = process.cwd();
  const { plan: configured, ssh, peers } = loadPlan(root);
  const earlier = await previousOutputs();
  const plan = withEarlierVips(configured, earlier?.vips ?? [], earlier?.vips6);
  const refused = checkKeyStep(plan, earlier?.localZone);
  if (refused.length > 0) throw new pulumi.RunError(describeProblems(plan.node.name, refused));
  const sources = imageSources(plan, root);
  const planned = { clusterFingerprint: fingerprintDigest(plan), images: imageNames(sources) };
  // Alone, because busy work beside it would eat its deadline.
  const cluster = await askCluster(plan, root);
  // Before the first update there is nothing to take down.
  if (earlier) await warnOfPeers(cluster, planned);
  const preflight = await checkHost({ plan, ssh, sources, cluster, checked: earlier?.preflight });
  const warnings = [...dataWarnings(plan), ...dnsWarnings(plan), ...ipv6Warnings(plan)];
  for (const warning of warnings) await pulumi.log.warn(warning);
  if (earlier) await judgeNames(plan, ssh, root, planned.images);
  const secrets = await clusterSecrets(plan);
  const storage = hasStorage(plan, earlier);
  new DnsNode(plan.node.name, { plan, ssh, peers, secrets, sources, root, storage });
  return {
    /** The address to give to clients, in the router's DHCP settings. */
    vip: plan.cluster.vip,
    /** The same for clients that ask over IPv6. */
    ...(hasIpv6(plan) ? { vip6: plan.cluster.vip6, vips6: plan.vips6 } : {}),
    /** What the node answers at: the VIP, then earlier ones that were not released yet. */
    vips: plan.vips,
    /** This node's own address for DNS, and of its Pi-hole's web page. */
    podAddress: plan.node.podAddress,
    /** The node's datasets; remembered, so that one that is taken out of the config can be told from one that never was. */
    ...(storage ? { datasets: planDatasets(plan.cluster.datasets).map(({ name }) => name) } : {}),
    ...localZoneOutputs(plan),
    /** What deployed the node: an upgrade says by it what it replaces. */
    program: programVersion(),
    /** What the host was last checked for. */
    preflight,
    /** Where Grafana is, and its administrator's password, in the stack of the node that runs it. */
    ...observeOutputs(plan, secrets.clusterSecret),
    /** What the other stacks read from the founder's. */
    ...founderOutputs(plan, secrets),
  };
};
