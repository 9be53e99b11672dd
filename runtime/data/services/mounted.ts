import { readMounts } from "../mount-table";

/** What `zfs get -Hp` is asked of a service's datasets. */
export const zfsArguments = (datasets: readonly string[]): readonly string[] => [
  "get",
  "-Hp",
  "-o",
  "name,property,value",
  "mountpoint,mounted,readonly",
  ...datasets,
];

/**
 * Why a service must not start on these datasets; "" if each is mounted where it should be, on top, and can be
 * written to. On one that is not mounted, a container would write to the root file system instead.
 * @param zfs what `zfs get` answers
 * @param mounts /proc/self/mounts
 */
export function mountTrouble(datasets: readonly string[], zfs: string, mounts: string): string {
  const properties = new Map(
    zfs.split("\n").map((line) => {
      const [name, property, value] = line.split("\t");
      return [`${name} ${property}`, value ?? ""];
    }),
  );
  // What was mounted last at a place is what is seen there.
  const seen = new Map(readMounts(mounts).map((mount) => [mount.folder, mount]));
  const troubles = datasets.flatMap((name) => {
    const property = (of: string) => properties.get(`${name} ${of}`);
    const place = property("mountpoint");
    if (place === undefined) return [`${name} is not there`];
    if (property("mounted") !== "yes") return [`${name} is not mounted`];
    const mount = seen.get(place);
    if (mount?.source !== name) return [`${name} is not what is mounted at ${place}`];
    if (property("readonly") !== "off" || mount.readonly) return [`${name} cannot be written to`];
    return [];
  });
  return troubles.join("; ");
}
