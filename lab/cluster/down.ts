import { readdir, rm } from "node:fs/promises";
import path from "node:path";
import type { Progress } from "../progress";
import { names, type LabSettings } from "../settings";
import { docker, run } from "../shell";
import { findAll, judge, labIdentity, remove, type Found } from "./identity";
import { forgetRouted } from "./network";
import { openPorts } from "./port-security";

export interface DownOptions {
  readonly progress: Progress;
  /** What stays in the lab's folder, by its name there. */
  readonly keep?: readonly string[];
  /** Removes the lab's images too; the next lab then takes a minute or two longer to make. */
  readonly images?: boolean;
}

/**
 * Removes the lab: containers, networks, volumes, this machine's rules and cgroups for it, and the content of its
 * folder. Images stay unless asked for. Leaves another checkout's lab alone, and returns the
 * names of what it removed. Throws where something cannot be removed.
 */
export async function down(
  settings: LabSettings,
  { progress, keep = [], images }: DownOptions,
): Promise<string[]> {
  const identity = await labIdentity(settings.folder);
  const ours = (await findAll()).filter((one) => judge(one, identity) !== "foreign");
  const image = await imageForTidying();
  const removeAll = (kind: Found["kind"]) =>
    Promise.all(ours.filter((one) => one.kind === kind).map((one) => remove(one)));
  if (ours.length > 0) {
    await progress.step(`remove ${ours.length} containers, networks and volumes`, async () => {
      await removeAll("container");
      await Promise.all([removeAll("network"), removeAll("volume")]);
      if (image) await Promise.all([forgetRouted(image), openPorts(image), removeCgroups(image)]);
    });
  }
  if (images) await progress.step("remove the lab's images", removeImages);
  for (const entry of await readdir(settings.folder)) {
    if (!keep.includes(entry)) await rm(path.join(settings.folder, entry), { recursive: true, force: true });
  }
  return ours.map(({ name }) => name);
}

/** An image with iptables in it, if the lab was ever made here; without it nothing is left to tidy either. */
async function imageForTidying(): Promise<string | undefined> {
  const list = await run("docker", [
    "image",
    "ls",
    "--format",
    "{{.Repository}}:{{.Tag}}",
    "ha-dns-lab/router",
  ]);
  return list.stdout.split("\n").find(Boolean);
}

async function removeImages(): Promise<void> {
  const list = await docker(["image", "ls", "--format", "{{.Repository}}:{{.Tag}}", "ha-dns-lab/*"]);
  const tags = list.split("\n").filter(Boolean);
  if (tags.length > 0) await docker(["rmi", ...tags]);
}

/** The nodes' engines made cgroups in this machine's tree; empty ones outlive a node that was killed. */
async function removeCgroups(image: string): Promise<void> {
  const tree = "/sys/fs/cgroup";
  const script = `find ${tree} -maxdepth 2 -type d -name ${names.lab} | while read -r group; do
    find "$group" -depth -type d -exec rmdir {} + 2>/dev/null; done; true`;
  await run("docker", [
    "run",
    "--rm",
    "--cgroupns=host",
    "--volume",
    `${tree}:${tree}:rw`,
    image,
    "sh",
    "-c",
    script,
  ]);
}
