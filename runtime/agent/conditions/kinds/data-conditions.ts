import { judgeCopies } from "../../../contract/data-state";
import { duration } from "../duration";
import { ownNode, type ConditionKind, type FoundCondition, type NodeSight } from "../kind";

const stateOf = ({ snapshot }: NodeSight) => snapshot.data?.state;

/** The node's data and services. */
export const dataKinds: readonly ConditionKind[] = [
  {
    code: "data-unknown",
    severity: "warning",
    title: "A node's data keeper does not report: the node neither replicates nor takes over data.",
    forSeconds: 60,
    fix: "on that node: systemctl status ha-dns-data",
    look: (sight) => {
      const trouble = sight.snapshot.data?.trouble ?? "";
      return trouble === "" ? [] : [{ subject: ownNode(sight), text: `${ownNode(sight)}: ${trouble}` }];
    },
  },
  {
    code: "data-waiting",
    severity: "warning",
    title: "A person has to say which node is to have the data.",
    forSeconds: 30,
    fix: "ha-dns data status, then ha-dns data take on the node that is to have it",
    look: (sight) => {
      const data = stateOf(sight);
      if (!data || !["waiting", "isolated", "ousted"].includes(data.state)) return [];
      return [{ subject: ownNode(sight), text: `${ownNode(sight)}: data ${data.state}: ${data.reason}` }];
    },
  },
  {
    code: "data-hindered",
    severity: "warning",
    title:
      "Something hinders the node that has the data: another device has the fence address, or a hand-over fails.",
    forSeconds: 10,
    fix: "ha-dns data status; find the device that has the fence address: docs/data.md",
    look: (sight) => {
      const data = stateOf(sight);
      if (data?.state !== "holder" || data.reason === "") return [];
      return [{ subject: ownNode(sight), text: `${ownNode(sight)}: ${data.reason}` }];
    },
  },
  {
    code: "replication-late",
    severity: "warning",
    title: "A copy of the data is further behind than maxReplicationLag allows, or there is none.",
    forSeconds: 60,
    fix: "ha-dns data status on the node that has the data",
    look: (sight) => {
      const data = stateOf(sight);
      if (!data) return [];
      const copies = judgeCopies(data, sight.snapshot.at);
      if (copies.kind === "no copy")
        return [{ subject: ownNode(sight), text: `${ownNode(sight)}: some dataset has no copy` }];
      if (copies.kind !== "late") return [];
      return [
        { subject: ownNode(sight), text: `${ownNode(sight)}: the copy is ${duration(copies.lagMs)} behind` },
      ];
    },
  },
  {
    code: "dataset-trouble",
    severity: "warning",
    title: "A dataset cannot be used or replicated.",
    forSeconds: 60,
    fix: "on that node: ha-dns data status; zpool status",
    look: (sight) =>
      (stateOf(sight)?.roots ?? [])
        .filter(({ trouble }) => trouble !== "")
        .map(({ name, trouble }): FoundCondition => ({
          subject: `${ownNode(sight)} ${name}`,
          text: `${ownNode(sight)}: ${name}: ${trouble}`,
        })),
  },
  {
    code: "branch-kept",
    severity: "info",
    title: "A node kept writes that no other node had when it followed again.",
    forSeconds: 0,
    fix: "docs/data.md says how to look into it, and how to remove it",
    look: (sight) => {
      const kept = stateOf(sight)?.kept ?? [];
      if (kept.length === 0) return [];
      const [newest] = kept;
      return [
        {
          subject: ownNode(sight),
          text: `${ownNode(sight)} keeps ${kept.length} branches with writes of its own, the newest of ${newest!.dataset}`,
        },
      ];
    },
  },
  {
    code: "service-failed",
    severity: "warning",
    title: "A standby service does not run on the node that has the data.",
    forSeconds: 30,
    fix: "on that node: ha-dns data status; docker compose logs",
    look: (sight) =>
      (stateOf(sight)?.services ?? [])
        .filter(({ state }) => state === "failed")
        .map(({ name, reason }): FoundCondition => ({
          subject: name,
          text: `the service ${name} failed on ${ownNode(sight)}${reason ? `: ${reason}` : ""}`,
        })),
  },
];
