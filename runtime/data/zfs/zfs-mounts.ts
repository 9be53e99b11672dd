import { isZfs, readMounts } from "../mount-table";
import type { HostCommands } from "./host-commands";
import { isIn, mountsItself, type Dataset } from "./dataset";
import { remountCommand } from "./remount";
import { usersOf } from "./users";
import { errorText } from "../../contract/error-text";

export interface Mount {
  readonly dataset: string;
  readonly folder: string;
  readonly readonly: boolean;
}

/** What of the dataset and of those below it is mounted where, in the order of mounting; `text` is /proc/self/mounts. */
export const parseMounts = (text: string, top: string): readonly Mount[] =>
  readMounts(text)
    .filter(({ source, type }) => isZfs(type) && isIn(source, top))
    .map(({ source, folder, readonly }) => ({ dataset: source, folder, readonly }));

export const mountsOf = async (host: HostCommands, top: string): Promise<readonly Mount[]> =>
  parseMounts(await host.must("cat", ["/proc/self/mounts"]), top);

/** Whether the file system at a mount answers: its daemon may be gone, or hang with its pool. */
export async function mountAnswers(host: HostCommands, { folder }: Mount): Promise<boolean> {
  return (await statOf(host, folder)) === "";
}

async function statOf(host: HostCommands, folder: string): Promise<string> {
  try {
    const { code, stderr } = await host.ask("stat", ["-f", "-c", "%T", folder], 3000);
    return code === 0 ? "" : stderr.trim();
  } catch (error) {
    return errorText(error);
  }
}

/**
 * Has the mounts say what the property says. Where ZFS runs in FUSE, `readonly` alone lets those go on writing who
 * have a file open; the kernel refuses to make a mount read-only if there is one. Rejects with who that is.
 */
export async function remount(host: HostCommands, top: string, writable: boolean): Promise<void> {
  const wrong = (await mountsOf(host, top)).filter((mount) => mount.readonly === writable);
  for (const { dataset, folder } of wrong) {
    const { code, stderr } = await host.ask(...remountCommand(folder, writable));
    if (code === 0) continue;
    const said = stderr.trim().split("\n")[0] ?? "";
    throw new Error(
      `${dataset} cannot be made ${writable ? "writable" : "read-only"}: ${said}${await usersOf(host, [folder])}`,
    );
  }
}

/**
 * Unmounts a tree, the deepest first. Where somebody uses it, also in another mount namespace such as a container's,
 * what was unmounted is mounted again as it was, and it rejects with who that is.
 */
export async function unmountTree(host: HostCommands, top: string): Promise<void> {
  const mounted = [...(await mountsOf(host, top))].reverse();
  try {
    for (const { dataset, folder } of mounted) {
      const { code, stderr } = await host.ask("zfs", ["unmount", dataset]);
      if (code === 0) continue;
      throw new Error(
        `${dataset} cannot be unmounted: ${stderr.trim().split("\n")[0]}${await usersOf(host, [folder])}`,
      );
    }
    const elsewhere = await mountedElsewhere(host, mounted);
    if (elsewhere !== "") throw new Error(`${top} is still mounted for ${elsewhere}`);
  } catch (error) {
    for (const mount of [...mounted].reverse()) await mountAgain(host, mount);
    throw error;
  }
}

async function mountAgain(host: HostCommands, { dataset, readonly }: Mount): Promise<void> {
  await host.ask("zfs", ["mount", dataset]); // Fails if it is mounted still, which is as it should be.
  if (readonly) await remount(host, dataset, false);
}

async function mountedElsewhere(host: HostCommands, mounted: readonly Mount[]): Promise<string> {
  if (mounted.length === 0) return "";
  const patterns = mounted.flatMap(({ dataset }) => ["-e", ` ${dataset} `]);
  const files = ["/proc", "-maxdepth", "2", "-path", "/proc/[0-9]*/mountinfo"];
  const { stdout } = await host.ask("find", [...files, "-exec", "grep", "-lsF", ...patterns, "{}", "+"]);
  const pids = stdout.split("\n").flatMap((file) => /^\/proc\/(\d+)\//.exec(file)?.[1] ?? []);
  return pids.length === 0 ? "" : `processes ${pids.slice(0, 10).join(", ")}`;
}

/** Mounts, parents first, what is to be mounted and is not. */
export async function mountTree(host: HostCommands, tree: readonly Dataset[]): Promise<void> {
  for (const dataset of tree) {
    if (mountsItself(dataset) && !dataset.mounted) await host.patiently("mount", dataset.name);
  }
}

/**
 * Unmounts what a daemon that died has left behind, so that it can be mounted again: nobody can write there any more.
 * From the top, since no path leads through a dead mount; what is mounted below it goes with it.
 */
export async function unmountDead(host: HostCommands, top: string): Promise<void> {
  const left = await mountsOf(host, top);
  for (const { folder } of left) {
    if (!/not connected/.test(await statOf(host, folder))) continue;
    await host.must("umount", ["-l", folder]);
    return (await mountsOf(host, top)).length < left.length ? unmountDead(host, top) : undefined;
  }
}
