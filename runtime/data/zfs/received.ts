import { CommandError, type HostCommands } from "./host-commands";

/**
 * A stream may carry properties. A replica takes none of them: with `mountpoint=/etc/cron.d` or `sharenfs`, whoever
 * sends would decide what this host mounts, runs and exports. A replica's properties come from its own config.
 */

/** Properties that take effect during a receive into a file system that is mounted. */
const guarded = ["mountpoint", "canmount", "sharenfs", "sharesmb", "setuid", "devices", "exec", "overlay"];

/**
 * Options of `zfs receive` that leave the guarded properties of an existing file system as they are. Empty for a new
 * dataset: it is not mounted before `dropReceived`, and ZFS refuses the options for a volume. Empty as well if this ZFS
 * does not know `-x`.
 */
export async function receiveOptions(host: HostCommands, dataset: string): Promise<readonly string[]> {
  const type = await host.ask("zfs", ["get", "-H", "-o", "value", "type", dataset]);
  if (type.code !== 0 || type.stdout.trim() !== "filesystem") return [];
  const usage = await host.ask("zfs", ["receive"]);
  if (!/-x property/.test(usage.stderr)) return [];
  return guarded.flatMap((property) => ["-x", property]);
}

/** Removes every property that a stream brought to `top` and the datasets below it. Rejects if ZFS refuses. */
export async function dropReceived(host: HostCommands, top: string): Promise<void> {
  const { code, stdout, stderr } = await host.ask("zfs", [
    "get",
    "-Hp",
    "-r",
    "-s",
    "received",
    "-o",
    "name,property",
    "all",
    top,
  ]);
  if (/does not exist|no such pool/.test(stderr)) return;
  if (code !== 0) throw new CommandError(`zfs get ${top}`, stderr.trim(), `failed with ${code}`);
  for (const line of stdout.split("\n")) {
    const [name, property] = line.split("\t");
    if (name && property && !/[@#]/.test(name)) await drop(host, name, property);
  }
}

/** Limits and `canmount` cannot be inherited: they get their default. */
async function drop(host: HostCommands, dataset: string, property: string): Promise<void> {
  const { code, stderr } = await host.ask("zfs", ["inherit", property, dataset]);
  if (code === 0) return;
  if (!/cannot be inherited/.test(stderr))
    throw new CommandError(`zfs inherit ${property} ${dataset}`, stderr.trim(), `failed with ${code}`);
  await host.zfs("set", `${property}=${property === "canmount" ? "on" : "none"}`, dataset);
}
