import { dayText } from "../../local-zone/local-zone-status";
import { ownNode, type ConditionKind, type FoundCondition, type NodeSight } from "../kind";

interface Signed {
  readonly day: number;
  readonly digest: string;
}

/** Compares this node's signed zone to each peer's. `words` describes a difference; empty if there is none. */
function comparedToPeers(
  sight: NodeSight,
  words: (own: Signed, theirs: Signed, names: readonly [node: string, peer: string]) => string,
): FoundCondition[] {
  const own = sight.snapshot.localZone?.signed;
  if (!own) return [];
  return sight.snapshot.peers.flatMap(({ name, status }) => {
    const names = [ownNode(sight), name] as const;
    const text = status?.localZone ? words(own, status.localZone, names) : "";
    return text === "" ? [] : [{ subject: [...names].sort().join(" "), text }];
  });
}

/** The signed zone, and whether all nodes have the same. */
export const localZoneKinds: readonly ConditionKind[] = [
  {
    code: "local-zone-failing",
    severity: "warning",
    title:
      "A node cannot sign the local zone, or its Unbound does not take it up: the earlier one is in use.",
    forSeconds: 60,
    fix: "on that node: ha-dns dnssec; then pulumi up --refresh",
    look: (sight) => {
      const { localZone } = sight.snapshot;
      if (!localZone || localZone.trouble === "") return [];
      const { zone, trouble } = localZone;
      return [{ subject: ownNode(sight), text: `${ownNode(sight)}: the zone ${zone}: ${trouble}` }];
    },
  },
  {
    code: "local-zone-clock",
    severity: "warning",
    title: "Two nodes sign the local zone for different days: a clock is wrong. Each node accepts its own.",
    forSeconds: 120,
    fix: "on the node whose day is wrong: timedatectl set-ntp true, and see timedatectl timesync-status",
    look: (sight) =>
      comparedToPeers(sight, (own, theirs, [node, peer]) =>
        theirs.day === own.day
          ? ""
          : [`${node} signs for ${dayText(own.day)}`, `${peer} for ${dayText(theirs.day)}`].sort().join(", "),
      ),
  },
  {
    code: "local-zone-differs",
    severity: "warning",
    title:
      "Nodes answer with different local zones: an update has stopped half way, or the cluster secret differs.",
    forSeconds: 900,
    fix: "pulumi up --refresh for each node; ha-dns dnssec on each node shows key and digest",
    look: (sight) =>
      comparedToPeers(sight, (own, theirs, names) =>
        theirs.day !== own.day || theirs.digest === own.digest
          ? ""
          : `${[...names].sort().join(" and ")} have signed different local zones`,
      ),
  },
];
