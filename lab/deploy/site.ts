import { writeFile } from "node:fs/promises";
import path from "node:path";
import { stringify } from "yaml";
import { keys } from "../../components/config/keys";
import { cachedNames } from "../images/internet/facts";
import { committedSubnet, type LabNode, type LabSettings } from "../settings";
import { internetFiles } from "../world/internet";
import { sshFiles } from "../world/ssh";
import { dataConfig } from "./data";
import type { ProgramImages } from "./images";

/**
 * Writes the site file with which the committed config is deployed to the lab: how its nodes are reached, the lab's
 * own internet, images from its registry, the nodes that it has beyond those of the config, and its data if it has any.
 */
export async function writeSite(settings: LabSettings, images: ProgramImages): Promise<void> {
  const internet = internetFiles(settings);
  const ssh = sshFiles(settings);
  const further = settings.nodes.filter(({ listed }) => !listed);
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
    },
    ...(further.length > 0 ? { stacks: Object.fromEntries(further.map(stackOf)) } : {}),
  };
  const note = "# Written by the lab. See components/config/site.ts.\n";
  await writeFile(path.join(settings.folder, "site.yaml"), note + stringify(site));
}

const stackOf = ({ name, host, pod, unbound, priority }: LabNode) => [
  name,
  { host, podAddress: pod, unboundAddress: unbound, priority },
];
