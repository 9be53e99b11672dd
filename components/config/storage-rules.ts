import { isProperty, properties, propertyOf, readPath } from "../../providers/zfs/properties";
import { parseSize } from "../../providers/zfs/size";
import type { DatasetValue } from "./data-shapes";
import type { PartialSpec } from "./types";
import { folderInTheWay, isInFolder, mountPlaceOf } from "./mountpoints";
import type { RuleFinding } from "./problem";

/** The rules of datasets, of what may be destroyed of them, and of the nodes' pools. */
export function checkStorage(spec: PartialSpec): RuleFinding[] {
  const datasets = spec.cluster.datasets ?? [];
  return [
    ...datasets.flatMap((dataset, i) => [...checkName(dataset, i, datasets), ...checkProperties(dataset, i)]),
    ...checkMountpoints(datasets),
    ...checkGone(spec, "destroyDataset"),
    ...checkGone(spec, "leaveDataset"),
    ...spec.nodes.flatMap((node) =>
      checkPool(node, datasets).map((finding) => ({ ...finding, node: node.name })),
    ),
  ];
}

const component = /^[A-Za-z0-9][\w.:-]*$/;
// Words that `zpool` takes for kinds of devices.
const poolName = /^(?!mirror|raidz|draid|spare|c[0-9]|(?:log|cache|special|dedup)$)[A-Za-z][\w.:-]*$/;
const change = "change it in datasets";

function checkName({ name }: DatasetValue, i: number, all: readonly DatasetValue[]): RuleFinding[] {
  const key = `datasets[${i}].name`;
  const [pool = "", ...path] = name.split("/");
  if (
    !poolName.test(pool) ||
    path.length === 0 ||
    !path.every((part) => component.test(part)) ||
    name.length > 200
  )
    return [{ key, found: name || "nothing", expected: "POOL/PATH, such as tank/data", fix: change }];
  if (!all.slice(0, i).some((other) => other.name === name)) return [];
  return [{ key, found: `${name} twice`, expected: "each dataset once", fix: "take the second one out" }];
}

function checkProperties({ properties: given, mountpoint }: DatasetValue, i: number): RuleFinding[] {
  const known = Object.keys(properties).filter((name) => name !== "mountpoint");
  const findings = Object.entries(given).flatMap(([name, value]): RuleFinding[] => {
    const key = `datasets[${i}].properties.${name}`;
    if (name === "mountpoint")
      return [{ key, found: value, expected: "it beside name, not in properties", fix: change }];
    if (!isProperty(name)) {
      const found = "a property that the program does not set";
      return [{ key, found, expected: `one of ${known.join(", ")}`, fix: `take ${name} out, or ${change}` }];
    }
    const { read, expected } = propertyOf(name);
    return read(value) === undefined ? [{ key, found: value, expected, fix: change }] : [];
  });
  const place = properties.mountpoint;
  if (mountpoint === undefined || place.read(mountpoint) !== undefined) return findings;
  return [
    ...findings,
    { key: `datasets[${i}].mountpoint`, found: mountpoint, expected: place.expected, fix: change },
  ];
}

function checkMountpoints(datasets: readonly DatasetValue[]): RuleFinding[] {
  const places = datasets.map((dataset) => {
    const place = mountPlaceOf(dataset, datasets);
    return place === undefined ? undefined : readPath(place);
  });
  return datasets.flatMap(({ name }, i): RuleFinding[] => {
    const place = places[i];
    if (place === undefined) return [];
    const base = { key: `datasets[${i}].mountpoint`, fix: change };
    const folder = folderInTheWay(place);
    if (folder !== undefined)
      return [
        {
          ...base,
          found: `${place}, where ${folder} is`,
          expected: "a folder that neither the host nor the program needs, such as /srv/data",
        },
      ];
    // Below a dataset it is mounted after that one; two at one place have that problem already.
    const below = datasets
      .filter((above) => name.startsWith(`${above.name}/`))
      .map((above) => places[datasets.indexOf(above)]);
    const other = places.findIndex((theirs, j) => {
      if (theirs === undefined || j === i) return false;
      return theirs === place ? j < i : isInFolder(place, theirs) && !below.includes(theirs);
    });
    if (other < 0) return [];
    const same = places[other] === place;
    return [
      {
        ...base,
        found: `${place}, ${same ? "where" : "inside of where"} ${datasets[other]!.name} is mounted`,
        expected: same
          ? "a folder at which nothing else is mounted"
          : "a folder outside of it, or the dataset below that one: else the order of mounting decides what is seen",
      },
    ];
  });
}

function checkGone({ cluster }: PartialSpec, key: "destroyDataset" | "leaveDataset"): RuleFinding[] {
  const name = cluster[key];
  if (!name || !cluster.datasets?.some((dataset) => dataset.name === name)) return [];
  return [
    {
      key,
      found: `${name}, which datasets holds`,
      expected: "one that is not declared any more: this key stands only until it is done",
      fix: `pulumi config rm ${key}; or take ${name} out of datasets`,
    },
  ];
}

const smallestPool = 64 * 2 ** 20;

function checkPool(node: PartialSpec["nodes"][number], datasets: readonly DatasetValue[]): RuleFinding[] {
  const { pool } = node;
  if (!pool) return [];
  const fix = "change it in pool";
  const findings: RuleFinding[] = [];
  const find = (key: string, found: string, expected: string) => findings.push({ key, found, expected, fix });
  if (!poolName.test(pool.name))
    find(
      "pool.name",
      pool.name || "nothing",
      "a letter, then letters, digits and _ - . :, and no word of zpool",
    );
  const outside = datasets.filter(({ name }) => name.split("/")[0] !== pool.name);
  if (outside.length > 0)
    find(
      "pool.name",
      pool.name,
      `the pool of every dataset; outside it: ${outside.map(({ name }) => name).join(", ")}`,
    );
  if ("devices" in pool) {
    const bad = pool.devices.filter((device) => !readPath(device)?.startsWith("/dev/"));
    if (bad.length > 0) find("pool.devices", bad.join(", "), "paths of devices below /dev");
    if (new Set(pool.devices).size < pool.devices.length)
      find("pool.devices", pool.devices.join(", "), "each device once");
    return findings;
  }
  const file = readPath(pool.file);
  if (!file || ["/dev", "/proc", "/sys", "/run", "/tmp"].some((folder) => isInFolder(file, folder)))
    find("pool.file", pool.file, "an absolute path on a disk");
  const over = datasets.find((dataset) => {
    const place = mountPlaceOf(dataset, datasets);
    return file !== undefined && place !== undefined && isInFolder(file, place);
  });
  if (over) find("pool.file", pool.file, `a place outside of ${over.name}, which lies in this pool`);
  if ((parseSize(pool.size) ?? 0) < smallestPool)
    find("pool.size", pool.size, "a size of 64M or more, such as 20G");
  return findings;
}
