import { writeFile } from "node:fs/promises";
import path from "node:path";
import { stringify } from "yaml";
import { cachedNames } from "../images/internet/facts";
import { committedSubnet, type LabSettings } from "../settings";
import { internetFiles } from "../world/internet";
import { sshFiles } from "../world/ssh";
import type { ProgramImages } from "./images";

/**
 * Writes the site file with which the committed config is deployed to the lab: how its nodes are reached, the lab's
 * own internet, and images from its registry. Nothing of the cluster itself is in it.
 */
export async function writeSite(settings: LabSettings, images: ProgramImages): Promise<void> {
  const internet = internetFiles(settings);
  const ssh = sshFiles(settings);
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
    },
  };
  const note = "# Written by the lab. See components/spec/site.ts.\n";
  await writeFile(path.join(settings.folder, "site.yaml"), note + stringify(site));
}
