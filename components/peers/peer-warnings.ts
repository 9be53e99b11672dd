import { saidCauses } from "../../runtime/contract/drain-cause";
import { answered, type AgentStatus, type PeerAnswer } from "./ask-agents";

/** A node of the cluster with what its agent says. */
export interface AskedNode {
  readonly name: string;
  readonly podAddress: string;
  readonly answer: PeerAnswer;
}

/** What this update is about to bring to the node. */
export interface Planned {
  readonly clusterFingerprint: string;
  readonly images: Readonly<Record<string, string>>;
}

/** What a person has to know before this node is taken down, one thing a text; empty if all is well. */
export function peerWarnings(own: AskedNode, peers: readonly AskedNode[], planned: Planned): string[] {
  const troubles = peers.flatMap((peer) => troubleOf(peer));
  return [
    ...ownTrouble(own),
    ...conditionsOf(own),
    ...(troubles.length < peers.length ? troubles.map((trouble) => `${trouble}.`) : lastNode(own, troubles)),
    ...peers.flatMap((peer) => differences(own, peer, planned)),
  ];
}

/** Conditions that are told here in other words, or that a deployment puts right. */
const toldElsewhere = ["node-silent", "no-spare", "clock-wrong", "update-half-done", "update-unfinished"];

/** What the cluster has noticed and a person should know before a deployment. */
function conditionsOf({ answer }: AskedNode): string[] {
  if (!answered(answer)) return [];
  return (answer.conditions ?? [])
    .filter(({ code, severity }) => severity !== "info" && !toldElsewhere.includes(code))
    .map(({ text, fix }) => `${text}.${fix ? `\n  fix: ${fix}` : ""}`);
}

function lastNode(own: AskedNode, troubles: readonly string[]): string[] {
  const mine = troubleOf(own);
  const so =
    mine.length === 0
      ? `${own.name} must not be taken down now: no peer could take over, and an update that has to drain it is refused.`
      : "No node is known to answer now.";
  return [[so, ...[...mine, ...troubles].map((trouble) => `  ${trouble}`)].join("\n")];
}

function troubleOf({ name, answer }: AskedNode): string[] {
  if (!answered(answer)) return [`${name}: its agent does not answer: ${answer.trouble}`];
  if (answer.ready) return [];
  if (answer.drainedBy) return [`${name} is drained (by ${answer.drainedBy})`];
  return [`${name} is ${answer.state}${answer.reason ? `: ${answer.reason}` : ""}`];
}

function ownTrouble({ name, answer }: AskedNode): string[] {
  if (!answered(answer)) return [];
  const clock = answer.clock?.trouble
    ? [
        `${name}'s clock is wrong, and an update that touches what serves will fail for that: ${answer.clock.trouble}`,
      ]
    : [];
  if (!saidCauses(answer).includes("update")) return clock;
  return [
    ...clock,
    `${name} is drained by an update that did not end. An update that ends brings it back; ` +
      `where nothing is left to change: pulumi up --refresh -s ${name}`,
  ];
}

/** A peer that runs neither what this node runs nor what it is about to run: a change that stopped half way. */
function differences(own: AskedNode, { name, answer }: AskedNode, planned: Planned): string[] {
  if (!answered(answer)) return [];
  const current: AgentStatus | undefined = answered(own.answer) ? own.answer : undefined;
  const odd = (peers: string | undefined, mine: string | undefined, plans: string | undefined) =>
    peers !== undefined && peers !== mine && peers !== plans;
  const images = Object.keys(planned.images)
    .filter((what) => odd(answer.images[what], current?.images[what], planned.images[what]))
    .map((what) => `${name} runs ${answer.images[what]}, and ${own.name} is to run ${planned.images[what]}.`);
  const config = odd(answer.clusterFingerprint, current?.clusterFingerprint, planned.clusterFingerprint)
    ? [`${name} was deployed with another config of the cluster: pulumi up -s ${name} says in which key.`]
    : [];
  return [...images, ...config];
}
