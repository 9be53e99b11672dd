import type { DrainCause } from "../../contract/drain-cause";
import { judgeCopies, type DataState } from "../../contract/data-state";
import { readReference } from "../updates/image-reference";
import type { NodeFacts } from "./node-facts";
import { ago, figure, span, joinedWords } from "./page-words";

/** How a thing is: as it should be, out of the way on purpose, worth a look, or broken. */
export type Level = "good" | "rest" | "warn" | "bad";

export interface CardRow {
  readonly term: string;
  readonly text: string;
  readonly level: Level;
}

export interface NodeCard {
  readonly name: string;
  readonly address: string;
  readonly leads: boolean;
  readonly level: Level;
  /** Its state in one or two words. */
  readonly badge: string;
  /** The same in a sentence. */
  readonly says: string;
  readonly rows: readonly CardRow[];
  readonly services: readonly { readonly name: string; readonly text: string; readonly level: Level }[];
}

interface Around {
  readonly vip: string;
  /** The leader's name; undefined if nobody leads. */
  readonly leader: string | undefined;
  readonly now: number;
}

const row = (term: string, text: string, level: Level = "good"): CardRow => ({ term, text, level });

/** A node in plain words. */
export function nodeCard(node: NodeFacts, around: Around): NodeCard {
  const { name, address, leads, data } = node;
  const [level, badge, says] = stateOf(node, around);
  const rows =
    node.state === undefined ? [] : [...listRows(node, around), ...resolvingRows(node), ...serviceRows(node)];
  return {
    name,
    address,
    leads,
    badge,
    says,
    level: rows.reduce((worst, { level: next }) => worse(worst, next), level),
    rows: [
      ...rows,
      ...(data ? [dataRow(data, around.now)] : []),
      ...(node.stateMs === undefined ? [] : [row("Since", ago(node.stateMs))]),
      row("Address", address),
      ...versionRows(node),
    ],
    services: (data?.state?.services ?? []).map((service) => ({
      name: service.name,
      text: service.state,
      level: ({ running: "good", starting: "warn", stopped: "rest", failed: "bad" } as const)[service.state],
    })),
  };
}

const order: readonly Level[] = ["good", "rest", "warn", "bad"];
export const worse = (a: Level, b: Level): Level => (order.indexOf(a) > order.indexOf(b) ? a : b);

function stateOf(node: NodeFacts, { vip, leader }: Around): [Level, string, string] {
  const { state, reason, leads, drain } = node;
  const because = reason ? `: ${reason}` : "";
  switch (state) {
    case undefined:
      return ["bad", "Silent", `It does not answer${because}.`];
    case "leading":
      return ["good", "Answers", `It answers the network at ${vip}.`];
    case "standing-by":
      return ["good", "Ready", leader ? `It takes over if ${leader} fails.` : "It is about to take over."];
    case "ready":
      return ["warn", "Almost ready", "DNS answers here. It waits for keepalived."];
    case "starting":
      return ["warn", "Starting", "It looks whether its DNS answers."];
    case "syncing":
      return ["warn", "Catching up", `It takes the lists and settings of the leader${because}.`];
    case "yielding":
      return ["warn", "Stands back", `Another node is fitter to answer${because}.`];
    case "holding":
      return ["warn", "Waits", `It stays out for the moment${because}.`];
    case "draining":
      return drain?.outcome === "waiting"
        ? [
            "rest",
            "Hands over",
            `Taken out of service ${drainWords(drain.by)}. It answers until another node does.`,
          ]
        : ["rest", "Out of service", `Taken out of service ${drainWords(drain?.by ?? ["hand"])}.`];
    case "faulted":
      return leads
        ? ["bad", "Last resort", `Its DNS fails, and nobody could take over${because}.`]
        : ["bad", "DNS fails", `Its DNS does not answer${because}.`];
    default:
      return ["warn", state, reason];
  }
}

const causeWords: Readonly<Record<DrainCause, string>> = {
  hand: "by hand",
  maintenance: "for maintenance",
  update: "for an update",
  settings: "for settings",
};

const drainWords = (by: readonly DrainCause[]): string => joinedWords(by.map((cause) => causeWords[cause]));

function listRows({ leads, state, blocking }: NodeFacts, { leader }: Around): CardRow[] {
  const source = leads
    ? row("Lists", "The others take theirs from here")
    : state === "syncing"
      ? row("Lists", "Not the leader's yet", "warn")
      : leader === undefined
        ? row("Lists", "Nobody leads whose lists it could take", "warn")
        : row("Lists", `The same as ${leader}'s`);
  return [source, ...(blocking ? [blockingRow(blocking)] : [])];
}

function blockingRow({ state, domains }: NonNullable<NodeFacts["blocking"]>): CardRow {
  switch (state) {
    case "blocks":
      return row("Blocking", domains === undefined ? "On" : `On, ${figure(domains)} domains`);
    case "off":
      return row("Blocking", "Switched off", "rest");
    case "empty":
      return row("Blocking", "Its lists are empty", "warn");
    case "fails":
      return row("Blocking", "Lets through what it should block", "warn");
    default:
      return row("Blocking", "Not known yet", "rest");
  }
}

function resolvingRows({ recursion }: NodeFacts): CardRow[] {
  switch (recursion) {
    case undefined:
      return [];
    case "ok":
      return [row("Internet", "Names resolve")];
    case "unbound-unreachable":
      return [row("Internet", "Its own Unbound does not answer", "warn")];
    case "upstream-failing":
      return [row("Internet", "Names do not resolve", "warn")];
    case "clock-wrong":
      return [row("Internet", "Its clock is wrong", "warn")];
    case "validation-failing":
      return [row("Internet", "No signature is valid: clock or trust anchor", "warn")];
    default:
      return [row("Internet", "Not known yet", "rest")];
  }
}

/** What only some clusters have. */
function serviceRows({ ipv6, servesDhcp, leads, publicName }: NodeFacts): CardRow[] {
  const over6 =
    ipv6 === undefined || ipv6 === "unknown"
      ? []
      : [ipv6 === "answers" ? row("IPv6", "Answers") : row("IPv6", "Does not answer", "warn")];
  const dhcp = servesDhcp ? [row("DHCP", leads ? "Gives addresses" : "Knows the leases")] : [];
  return [...over6, ...dhcp, ...(leads && publicName ? [publicNameRow(publicName)] : [])];
}

function publicNameRow({ name, address, trouble }: NonNullable<NodeFacts["publicName"]>): CardRow {
  if (trouble !== "") return row("Name", `${name}: ${trouble}`, "warn");
  return row("Name", address === undefined ? `${name}: not published yet` : `${name} is ${address}`);
}

function dataRow({ state, trouble }: NonNullable<NodeFacts["data"]>, now: number): CardRow {
  if (!state) return row("Data", trouble || "Nothing known", "warn");
  if (state.state !== "holder" && state.state !== "replica")
    return row("Data", dataWords[state.state], state.state === "waiting" ? "bad" : "warn");
  const copies = judgeCopies(state, now);
  const own = state.state === "holder" ? "In use here" : "A copy";
  switch (copies.kind) {
    case "alone":
      return row("Data", own);
    case "no copy":
      return row("Data", `${own}; there is no whole copy yet`, "warn");
    case "fine":
    case "late": {
      const age =
        copies.kind === "fine" && copies.lagMs < 120_000 ? "less than 2 minutes" : span(copies.lagMs);
      const copy = state.state === "holder" ? `; copies ${age} old` : `, ${age} old`;
      return row("Data", `${own}${copy}`, copies.kind === "fine" ? "good" : "warn");
    }
  }
}

const dataWords: Readonly<Record<Exclude<DataState["state"], "holder" | "replica">, string>> = {
  starting: "Looks what there is",
  claiming: "About to be taken over here",
  "taking-over": "Being taken over here",
  "handing-over": "Being handed to another node",
  isolated: "Stopped here: it sees neither peers nor router",
  ousted: "Another node has taken it over",
  waiting: "Waits for a person",
};

function versionRows({ version, images }: NodeFacts): CardRow[] {
  const pihole = images?.["pihole"] && readReference(images["pihole"]).tag;
  const parts = [version && `ha-dns ${version}`, pihole && `Pi-hole ${pihole}`].filter((part) => part);
  return parts.length > 0 ? [row("Version", parts.join(", "))] : [];
}
