import { conditionKey, type Condition } from "../conditions/condition";
import type { ClusterEvent } from "../events/event";
import type { Snapshot } from "../snapshot";
import { actionPath, type PageAction } from "./action";
import { nodeCard, type Level, type NodeCard } from "./node-card";
import { nodesOf, type NodeFacts } from "./node-facts";
import { chartOf, type Chart } from "./sums/chart";
import type { ClusterSums } from "./sums/node-sums";
import { pageVerdict, type PageVerdict } from "./page-verdict";
import { ago, count, figure, span, joinedWords } from "./page-words";

/** What a page is made of, in words; pure, and the same whoever looks at it. */
export interface PageView {
  readonly vip: string;
  /** The node whose page this is. */
  readonly node: string;
  readonly verdict: PageVerdict;
  readonly decisions: readonly Decision[];
  readonly nodes: readonly (NodeCard & { readonly actions: readonly Link[] })[];
  readonly events: readonly EventLine[];
  readonly sums: SumsView | undefined;
  /** This node keeps a query history. */
  readonly hasHistory: boolean;
  /** Whether the nodes run the same; undefined if only one is known. */
  readonly update: { readonly level: Level; readonly text: string } | undefined;
  /** What concerns the whole cluster. */
  readonly actions: readonly Link[];
}

export interface Decision {
  readonly level: Level;
  readonly text: string;
  readonly fix: string;
  readonly since: string;
  readonly actions: readonly Link[];
}

export interface EventLine {
  readonly level: Level;
  readonly at: number;
  readonly ago: string;
  readonly node: string;
  readonly text: string;
  readonly by: string;
}

export interface SumsView {
  readonly queries: string;
  readonly blocked: string;
  /** Of the queries. */
  readonly share: string;
  readonly clients: string;
  /** "pi1 answered 98 %, pi2 2 %". */
  readonly nodes: string;
  readonly chart: Chart;
  /** The chart in words. */
  readonly says: string;
}

export interface Link {
  readonly label: string;
  readonly says: string;
  readonly path: string;
  /** Why it cannot be done now; empty if it can. */
  readonly refused: string;
}

export interface NodeKnowledge {
  /** Undefined if the agent has not told it lately. */
  readonly snapshot: Snapshot | undefined;
  /** Worst first. */
  readonly conditions: readonly Condition[];
  /** Newest last. */
  readonly events: readonly ClusterEvent[];
  readonly actions: readonly PageAction[];
  /** Undefined until a node has told. */
  readonly sums: ClusterSums | undefined;
  /** In ms since 1970. */
  readonly now: number;
}

/** So many events are shown. */
const mostShown = 20;
const levels = { info: "rest", warning: "warn", critical: "bad" } as const;

/** Undefined if the agent has not told anything lately. */
export function viewOf({
  snapshot,
  conditions,
  events,
  actions,
  sums,
  now,
}: NodeKnowledge): PageView | undefined {
  if (snapshot === undefined) return undefined;
  const { vip, node } = snapshot.config;
  const nodes = nodesOf(snapshot);
  const leader = nodes.find(({ leads }) => leads)?.name;
  const sentence = sentenceOf(nodes.map(({ name }) => name));
  const decisions = conditions.map((condition) => decision(condition, actions, now, sentence));
  const links = (of: string): readonly Link[] =>
    actions.filter((each) => each.node === of && each.condition === "").map(link);
  return {
    vip,
    node,
    verdict: pageVerdict(
      nodes,
      vip,
      decisions.flatMap(({ level }) => (level === "rest" ? [] : [level])),
    ),
    decisions,
    nodes: nodes.map((each) => ({ ...nodeCard(each, { vip, leader, now }), actions: links(each.name) })),
    events: events
      .slice(-mostShown)
      .reverse()
      .map((event) => eventLine(event, now, sentence)),
    sums: sums && sumsView(sums),
    hasHistory: snapshot.history !== undefined,
    update: updateOf(nodes),
    actions: links(""),
  };
}

type Sentence = (text: string) => string;

/** With a capital letter, unless it begins with a node's name. */
const sentenceOf =
  (nodes: readonly string[]): Sentence =>
  (text) =>
    nodes.includes(text.split(/[\s,:;']/)[0]!) ? text : text.charAt(0).toUpperCase() + text.slice(1);

function decision(
  condition: Condition,
  actions: readonly PageAction[],
  now: number,
  sentence: Sentence,
): Decision {
  const { severity, text, fix, since } = condition;
  const key = conditionKey(condition);
  return {
    level: levels[severity],
    text: sentence(text),
    fix,
    since: span(now - since),
    actions: actions.filter((each) => each.condition === key).map(link),
  };
}

const eventLine = (
  { severity, at, node, text, by }: ClusterEvent,
  now: number,
  sentence: Sentence,
): EventLine => ({
  level: levels[severity],
  at,
  ago: ago(now - at),
  node,
  text: sentence(text),
  by,
});

const link = (action: PageAction): Link => ({
  label: action.label,
  says: action.says,
  refused: action.refused,
  path: actionPath(action),
});

function sumsView(sums: ClusterSums): SumsView {
  const { queries, blocked, clients, slots, nodes } = sums;
  const most = Math.max(0, ...slots.map((slot) => slot.queries));
  return {
    queries: figure(queries),
    blocked: figure(blocked),
    share: percent(blocked, queries),
    clients: figure(clients),
    nodes:
      queries > 0 && nodes.length > 1
        ? `Answered by ${joinedWords(nodes.map((node) => `${node.name} ${percent(node.queries, queries)}`))}.`
        : "",
    chart: chartOf(sums),
    says: `Queries in the last 24 hours by half hours: ${count(queries, "query", "queries")}, ${figure(blocked)} of them blocked. The busiest half hour had ${figure(most)}.`,
  };
}

const percent = (part: number, all: number): string => {
  if (part === 0 || all === 0) return "0 %";
  const share = (100 * part) / all;
  return share < 1 ? "less than 1 %" : `${Math.round(share)} %`;
};

/** What a node runs is not known while it does not answer. */
function updateOf(nodes: readonly NodeFacts[]): PageView["update"] {
  const known = nodes.filter(({ fingerprint }) => fingerprint !== undefined);
  if (known.length < 2) return undefined;
  const same = (a: NodeFacts, b: NodeFacts): boolean =>
    a.fingerprint === b.fingerprint && a.images?.["pihole"] === b.images?.["pihole"];
  const first = known.find(({ leads }) => leads) ?? known[0]!;
  const others = known.filter((each) => !same(each, first)).map(({ name }) => name);
  if (others.length === 0) return { level: "good", text: "All nodes run the same version and settings." };
  const text = `${joinedWords(others)} and ${first.name} differ: an update is not done on every node. Run pulumi up on each.`;
  return { level: "warn", text };
}
