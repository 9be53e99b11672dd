import { drainText } from "../../../contract/drain-cause";
import { isLastResort } from "../../health";
import { flapping, isFlapping } from "../../events/moves";
import { plannedAway } from "../planned";
import { ownNode, type ConditionKind, type FoundCondition } from "../kind";

const drainedLongSeconds = 12 * 3600;

/** The nodes together: who is there, who leads, and whether another could take over. */
export const clusterKinds: readonly ConditionKind[] = [
  {
    code: "no-node-answers",
    severity: "critical",
    title: "DNS is sick on every node: the leader is at fault, and no other node could take over.",
    forSeconds: 5,
    fix: "ha-dns check on each node; docs/operate.md",
    look: ({ snapshot: { health, config } }) =>
      isLastResort(health)
        ? [{ subject: "", text: `${config.node} leads although its DNS fails: ${health.reason}` }]
        : [],
  },
  {
    code: "two-leaders",
    severity: "critical",
    title: "Two nodes lead at once: they do not hear each other's VRRP adverts.",
    forSeconds: 10,
    fix: "look at switch and firewall between the nodes: VRRP (IP protocol 112) has to pass",
    look: (sight) => {
      const { role, peers } = sight.snapshot;
      const other = peers.find(({ status }) => status?.vrrp.state === "MASTER");
      if (role !== "leader" || !other) return [];
      const names = [ownNode(sight), other.name].sort();
      return [{ subject: "", text: `${names.join(" and ")} both lead` }];
    },
  },
  {
    code: "node-silent",
    severity: "warning",
    title: "A node's agent does not answer: the node is off, cut off, or its agent has ended.",
    forSeconds: 60,
    fix: "is it powered and its cable in? then ssh to it, and: docker ps; ha-dns check",
    look: (sight) =>
      sight.snapshot.peers
        .filter(({ name, status }) => !status && !plannedAway(sight, name))
        .map(({ name }): FoundCondition => ({ subject: name, text: `${name} does not answer` })),
  },
  {
    code: "no-spare",
    severity: "warning",
    title: "If the leader failed now, no other node could take over.",
    forSeconds: 120,
    fix: "see the other nodes' conditions: ha-dns status",
    look: (sight) => {
      const { role, peers } = sight.snapshot;
      const alone = role === "leader" && peers.length > 0 && !peers.some(({ status }) => status?.ready);
      // Nodes that a person has taken down are no news to that person.
      if (!alone || peers.every(({ name }) => plannedAway(sight, name))) return [];
      const why = peers.map(({ name, status, trouble }) => `${name}: ${status?.state ?? trouble}`);
      return [{ subject: "", text: `only ${ownNode(sight)} answers; ${why.join(", ")}` }];
    },
  },
  {
    code: "vip-flapping",
    severity: "warning",
    title: `The virtual IP has moved more than ${flapping.moves} times in ${flapping.ms / 60_000} minutes, and no drain was the reason.`,
    forSeconds: 0,
    fix: "ha-dns events says why it moved each time",
    look: ({ events, snapshot }) =>
      isFlapping(events, snapshot.at)
        ? [
            {
              subject: "",
              text: `the virtual IP has moved more than ${flapping.moves} times in ${flapping.ms / 60_000} minutes`,
            },
          ]
        : [],
  },
  {
    code: "adverts-forged",
    severity: "warning",
    title: "A device of the network sends VRRP adverts in a node's name. They are dropped.",
    forSeconds: 5,
    fix: "find the device: docs/vrrp.md",
    look: ({ snapshot }) =>
      (snapshot.adverts?.disbelieved ?? []).map(({ name, reason }) => ({
        subject: name,
        text: `VRRP adverts in ${name}'s name are not believed: ${reason}`,
      })),
  },
  {
    code: "adverts-late",
    severity: "warning",
    title:
      "The network loses or delays VRRP adverts again and again: the VIP can move although all nodes are well.",
    // What is late once is remembered for ten minutes: this says that it happens again and again.
    forSeconds: 900,
    fix: "in Pulumi.yaml: missedAdverts: {value: 16}, then pulumi up for each node; what delays them: docs/vrrp.md",
    look: (sight) =>
      (sight.snapshot.adverts?.late ?? []).map((name) => ({
        subject: `${name} to ${ownNode(sight)}`,
        text: `VRRP adverts from ${name} reach ${ownNode(sight)} so late that it almost takes over for nothing`,
      })),
  },
  {
    code: "update-half-done",
    severity: "warning",
    title: "Nodes have been deployed with different configs for an hour: an update has stopped half way.",
    forSeconds: 3600,
    fix: "pulumi up for each node; pulumi preview says what differs",
    look: (sight) => {
      const mine = sight.snapshot.config.clusterFingerprint;
      const other = sight.snapshot.peers
        .filter(({ status }) => (status?.clusterFingerprint ?? mine) !== mine)
        .map(({ name }) => name);
      if (other.length === 0) return [];
      const names = [ownNode(sight), ...other].sort();
      return [{ subject: "", text: `${names.join(" and ")} were deployed with different configs` }];
    },
  },
  {
    code: "drained-long",
    severity: "info",
    title: "A node has been drained for twelve hours: it cannot take over.",
    forSeconds: drainedLongSeconds,
    fix: "ha-dns undrain on that node; if config drains it: pulumi config rm maintenance, and pulumi up",
    look: (sight) => {
      const { drain } = sight.snapshot.health;
      if (!drain || drain.by.includes("update")) return [];
      return [{ subject: ownNode(sight), text: `${ownNode(sight)} is drained (by ${drainText(drain.by)})` }];
    },
  },
  {
    code: "update-unfinished",
    severity: "warning",
    title: "An update has drained a node and has not ended for half an hour.",
    forSeconds: 1800,
    fix: "pulumi up --refresh for that node",
    look: (sight) => {
      const { drain } = sight.snapshot.health;
      if (!drain?.by.includes("update")) return [];
      return [
        { subject: ownNode(sight), text: `${ownNode(sight)} is drained by an update that did not end` },
      ];
    },
  },
  {
    code: "node-at-fault",
    severity: "warning",
    title: "A node's DNS fails; another one answers for it.",
    forSeconds: 30,
    fix: "on that node: ha-dns check; docker logs ha-dns-pihole",
    look: (sight) => {
      const { health } = sight.snapshot;
      if (health.name !== "faulted" || isLastResort(health)) return [];
      return [{ subject: ownNode(sight), text: `${ownNode(sight)}'s DNS fails: ${health.reason}` }];
    },
  },
  {
    code: "lists-behind",
    severity: "warning",
    title:
      "A node does not have the leader's lists and settings, and may not take over before those that have.",
    forSeconds: 300,
    fix: "on that node: ha-dns sync status",
    look: (sight) => {
      const { behind } = sight.snapshot.health;
      // What waits for a person is a condition of its own.
      if (behind === "" || sight.snapshot.sync?.progress.refusal) return [];
      return [{ subject: ownNode(sight), text: `${ownNode(sight)}: ${behind}` }];
    },
  },
];
