import type { SshHost } from "../ssh/connection";

/** The names that `zfs list` or `zpool list` (`command`) knows of `name` and what is asked for of it; undefined if it is not there. */
export async function listDatasets(
  host: SshHost,
  command: "zfs" | "zpool",
  args: readonly string[],
): Promise<readonly string[] | undefined> {
  const { code, stdout, stderr } = await host.exec([command, "list", "-H", "-o", "name", ...args]);
  if (code === 0) return stdout.split("\n").filter((line) => line !== "");
  if (/does not exist|no such pool/.test(stderr)) return undefined;
  throw new Error(`${command} does not answer (exit code ${code}): ${stderr.trim()}`);
}

/** Properties of a dataset, each with its value (sizes in bytes) and source, as the host prints them. */
export const rawProperties = (host: SshHost, dataset: string): Promise<string> =>
  host.must(["zfs", "get", "-Hp", "-o", "property,value,source", "all", dataset]);
