import { severityRank, type Severity } from "../../contract/severity";
import { lengthOf, momentOf } from "./hours";
import type { Untold } from "./ledger";

/** What a channel is sent. */
export interface Message {
  /** Short, and the same in every language: a sign and the keys. */
  readonly title: string;
  /** Plain sentences, one a line. */
  readonly text: string;
  /** The worst of what is told in it. */
  readonly severity: Severity;
  /** Nothing in it goes on. */
  readonly over: boolean;
  /** The keys of what is in it. */
  readonly keys: readonly string[];
  /** The same for the same things at the same times, whichever node sends it. */
  readonly id: string;
  /** When the first of it began, in ms since 1970. */
  readonly at: number;
  /** Keys of all that goes on after it, for a channel that shows a state. */
  readonly burning: readonly string[];
}

export interface Sender {
  readonly node: string;
  /** It sees no other node. */
  readonly alone: boolean;
  readonly timezone: string;
  readonly burning: readonly string[];
}

/** A message holds no more lines; it says how many more there are. */
const mostLines = 20;
/** In the title. */
const mostKeys = 2;

const signs: Readonly<Record<Severity, string>> = { info: "ℹ️", warning: "⚠️", critical: "🔴" };
const overSign = "✅";

const signOf = ({ what, severity }: Untold): string =>
  what === "over" || what === "was" ? overSign : signs[severity];

/** One message about all of these; what is bad and goes on comes first. */
export function messageOf(
  items: readonly Untold[],
  { node, alone, timezone, burning }: Sender,
  now: number,
): Message {
  const sorted = [...items].sort(
    (a, b) =>
      Number(isOver(a)) - Number(isOver(b)) ||
      severityRank(b.severity) - severityRank(a.severity) ||
      a.since - b.since,
  );
  const lines = sorted.slice(0, mostLines).map((item) => lineOf(item, timezone, now));
  if (sorted.length > mostLines) lines.push(`… and ${sorted.length - mostLines} more: ha-dns events`);
  if (alone) lines.push(`${node} sees no other node.`);
  const names = [...new Set(sorted.map(shortOf))];
  const more = names.length > mostKeys ? ` +${names.length - mostKeys}` : "";
  const over = sorted.every(isOver);
  const severity = sorted.reduce<Severity>(
    (worst, it) => (severityRank(it.severity) > severityRank(worst) ? it.severity : worst),
    "info",
  );
  return {
    title: `${over ? overSign : signs[severity]} ha-dns: ${names.slice(0, mostKeys).join(", ")}${more}`,
    text: lines.join("\n"),
    severity,
    over,
    keys: sorted.map(({ key }) => key),
    id: sorted.map(({ what, key, since }) => `${what} ${key} ${Math.floor(since / 1000)}`).join(", "),
    at: Math.min(now, ...sorted.map(({ since }) => since)),
    burning,
  };
}

const isOver = ({ what }: Untold): boolean => what === "over" || what === "was";

/** The key as people see it: of an event its text, since its key is a number. */
const shortOf = ({ what, key, text }: Untold): string =>
  what === "event" ? text.split(/[.:;,]/)[0]!.slice(0, 60) : key.replace(/^was\//, "");

function lineOf(item: Untold, timezone: string, now: number): string {
  const { what, key, text, fix, since, endedAt } = item;
  const sign = signOf(item);
  const said = text === "" ? key : text.replace(/\.$/, "");
  const from = momentOf(timezone, since, now);
  switch (what) {
    case "begins":
      return `${sign} ${said}. Since ${from}.${fix === "" ? "" : ` ${fix.replace(/\.$/, "")}.`}`;
    case "worse":
      return `${sign} Now critical: ${said}. Since ${from}.${fix === "" ? "" : ` ${fix.replace(/\.$/, "")}.`}`;
    case "over":
      return `${sign} Over after ${lengthOf((endedAt ?? now) - since)}: ${said}.`;
    case "was":
      return `${sign} Was so from ${from} to ${momentOf(timezone, endedAt ?? now, now)}: ${said}.`;
    case "event":
      return `${sign} ${from} ${said}.`;
  }
}

/** What `ha-dns notify test` sends. */
export const testMessage = ({ node, timezone, burning }: Sender, now: number): Message => ({
  title: `${signs.info} ha-dns: test`,
  text: `This is a test of ${node} at ${momentOf(timezone, now, now)}. Alerts reach you here.`,
  severity: "info",
  over: false,
  keys: ["test"],
  id: `test ${node} ${now}`,
  at: now,
  burning,
});
