import * as pulumi from "@pulumi/pulumi";
import { checkNames, type NamesVerdict } from "../providers/names-check/check-names";
import { overConnection } from "../providers/ssh/connection";
import type { SshTarget } from "../providers/ssh/target";
import type { ImageNames } from "./images/image-names";
import { dnsmasqFolder } from "./render/node-paths";
import { dnsmasqBase, renderDnsmasq } from "./render/pihole-dnsmasq";
import { renderZones } from "./render/unbound-zones";
import { resolverNameFiles } from "./resolver-names";
import type { NodePlan } from "./config/plan";
import { describeProblems, type Problem } from "./config/problem";
import { unboundFiles } from "./unbound";
import { errorText } from "../runtime/contract/error-text";

/**
 * Has the node's own daemons judge records, zones and lines for dnsmasq, before anything is touched. Throws a RunError
 * with every complaint. A node that cannot be reached is told of, and does not end a preview.
 */
export async function judgeNames(
  plan: NodePlan,
  ssh: SshTarget,
  root: string,
  images: ImageNames,
): Promise<void> {
  const verdict = await ask(plan, ssh, root, images);
  if (typeof verdict === "string") return pulumi.log.warn(verdict);
  if (verdict.asked)
    await pulumi.log.info(`records, zones and lines for dnsmasq were judged by ${verdict.asked}`);
  const problems = [...verdict.unbound.map(ofUnbound), ...verdict.dnsmasq.map(ofDnsmasq(plan))];
  if (problems.length > 0) throw new pulumi.RunError(describeProblems(pulumi.getStack(), problems));
}

async function ask(
  plan: NodePlan,
  ssh: SshTarget,
  root: string,
  images: ImageNames,
): Promise<NamesVerdict | string> {
  const dnsmasq = Object.entries(renderDnsmasq(plan)).map(([file, text]) => [
    `${dnsmasqFolder}/${file}`,
    text,
  ]);
  const wanted = {
    unboundImage: images.unbound,
    unbound: { ...unboundFiles(plan, root), ...renderZones(plan) },
    dnsmasqBase,
    dnsmasqLines: plan.cluster.dnsmasqLines,
    files: { ...resolverNameFiles(plan), ...(Object.fromEntries(dnsmasq) as Record<string, string>) },
  };
  try {
    return await overConnection(ssh, (host) => checkNames(host, wanted));
  } catch (error) {
    const why = errorText(error);
    return `records, zones and lines for dnsmasq were judged by the program's own rules alone: ${why}`;
  }
}

const base = { file: "Pulumi.yaml" } as const;

const ofUnbound = (found: string): Problem => ({
  ...base,
  key: "records, forwardZones, privateDomains, dnssecExceptions",
  found,
  expected: "what Unbound's own checker accepts",
  fix: "change the one that it names",
});

const ofDnsmasq =
  ({ cluster }: NodePlan) =>
  ({ line, said }: NamesVerdict["dnsmasq"][number]): Problem => ({
    ...base,
    key: line < 0 ? "dnsmasqLines" : `dnsmasqLines[${line}]`,
    found: line < 0 ? said : `${cluster.dnsmasqLines[line]}: ${said}`,
    expected: "lines that dnsmasq accepts beside Pi-hole's settings",
    fix: "change it in dnsmasqLines",
  });
