import { writeFile } from "node:fs/promises";
import path from "node:path";
import { stringify } from "yaml";
import { keys } from "../../components/config/keys";
import { cachedNames } from "../images/internet/facts";
import { twin6 } from "../ipv6";
import { committedSubnet, type LabNode, type LabSettings } from "../settings";
import { internetFiles } from "../cluster/internet";
import { sshFiles } from "../cluster/ssh";
import { dataConfig } from "./data";
import type { ProgramImages } from "./program-images";

/**
 * Writes the site file with which the committed config is deployed to the lab: how its nodes are reached, the lab's
 * own internet, images from its registry, the nodes that it has beyond those of the config, and its data if it has any.
 */
export async function writeSite(settings: LabSettings, images: ProgramImages): Promise<void> {
  const internet = internetFiles(settings);
  const ssh = sshFiles(settings);
  const further = settings.nodes.filter(({ listed }) => !listed);
  const { subnet6, secondAnswer } = settings;
  const stacks = settings.nodes.map((node) => stackOf(node, subnet6)).filter(([, keys]) => keys !== null);
  const site = {
    ...(settings.subnet === committedSubnet(settings.root) ? {} : { rebase: settings.subnet }),
    config: {
      sshKey: ssh.privateKey,
      knownHosts: ssh.knownHosts,
      rootHints: internet.rootHints,
      trustAnchor: internet.rootKey,
      probeNames: cachedNames.slice(0, 3).map(({ name }) => name),
      runtimeImage: images.runtime,
      unboundImage: images.unbound,
      piholeImage: images.pihole,
      // By tag alone: the lab's registry has a busybox of its own, with another digest than the default's.
      podImage: keys.podImage.example,
      ...(settings.data ? await dataConfig(settings, settings.data, images.journal) : {}),
      ...(further.length > 0 ? { nodes: settings.nodes.map(({ name }) => name) } : {}),
      ...(secondAnswer === undefined ? {} : { secondAnswer }),
      ...(subnet6 === null ? {} : { subnet6, vip6: twin6(subnet6, settings.vip) }),
    },
    ...(stacks.length > 0 ? { stacks: Object.fromEntries(stacks) as object } : {}),
  };
  const note = "# Written by the lab. See components/config/site.ts.\n";
  await writeFile(path.join(settings.folder, "site.yaml"), note + stringify(site));
}

/** What the checkout's config does not say of a node; null if that is nothing. */
function stackOf({ name, host, pod, unbound, priority, listed, network }: LabNode, subnet6: string | null) {
  if (listed && subnet6 === null && network === undefined) return [name, null] as const;
  const own = listed ? {} : { host, podAddress: pod, unboundAddress: unbound, priority };
  const ipv6 =
    subnet6 === null ? {} : { podAddress6: twin6(subnet6, pod), unboundAddress6: twin6(subnet6, unbound) };
  return [name, { ...own, ...ipv6, ...(network === undefined ? {} : { network }) }] as const;
}
