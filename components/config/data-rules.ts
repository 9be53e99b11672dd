import type { NodePlan, PartialSpec } from "./types";
import type { RuleFinding } from "./problem";

/** Below which the program keeps branches that had diverged; `POOL/` comes before it. */
export const keptFolder = "ha-dns-kept";
// ZFS takes 255 characters, and a kept branch's snapshot has a date and the policy's name behind the dataset's.
const longestName = 150;

/** The rules of replication, and of who writes to the datasets; none if no dataset is declared. */
export function checkData(spec: PartialSpec): RuleFinding[] {
  if (!hasData(spec)) return [];
  return [...checkLimits(spec), ...checkNames(spec)];
}

export const hasData = ({ cluster }: PartialSpec): boolean => (cluster.datasets ?? []).length > 0;

/** A copy is an interval old before the next run begins, and that one takes its time: two intervals are usual. */
function checkLimits({ cluster }: PartialSpec): RuleFinding[] {
  const { replicationInterval } = cluster;
  if (replicationInterval === undefined) return [];
  const least = 2 * replicationInterval * 60;
  const because = {
    maxReplicationLag: "it would be an alert all the time",
    maxDataAge: "the data would hardly ever be taken over without a person",
  };
  return (["maxReplicationLag", "maxDataAge"] as const).flatMap((key): RuleFinding[] => {
    const value = cluster[key];
    if (value === undefined || value >= least) return [];
    return [
      {
        key,
        found: `${value} with a replicationInterval of ${minutes(replicationInterval)}`,
        expected: `two intervals or more, ${least} seconds: else ${because[key]}`,
        fix: `pulumi config set ${key} ${least}, or a shorter replicationInterval`,
      },
    ];
  });
}

const minutes = (count: number): string => (count === 1 ? "1 minute" : `${count} minutes`);

function checkNames({ cluster }: PartialSpec): RuleFinding[] {
  return (cluster.datasets ?? []).flatMap(({ name }, i): RuleFinding[] => {
    const base = { key: `datasets[${i}].name` };
    if (name.split("/")[1] === keptFolder)
      return [
        {
          ...base,
          found: `${name}, where the program keeps branches that have diverged`,
          expected: `a dataset outside of POOL/${keptFolder}`,
        },
      ];
    if (name.length <= longestName || name.length > 200) return [];
    const expected = `at most ${longestName}: ZFS takes 255, and a kept branch and its snapshots have dates behind it`;
    return [{ ...base, found: `${name.length} characters`, expected }];
  });
}

/** What a person has to know of the config although it is valid, one thing a text. */
export function dataWarnings({ cluster }: Pick<NodePlan, "cluster">): string[] {
  if (cluster.datasets.length === 0 || cluster.fenceAddress !== "" || cluster.nodes.length < 2) return [];
  return [
    "There are datasets, and no fenceAddress: where the node that writes to them falls silent, nobody can tell " +
      "whether it has stopped, and so its data and services are taken over by a person only (ha-dns data take). " +
      "With a free address of the LAN they are taken over by themselves: pulumi config set fenceAddress ADDRESS",
  ];
}
