import { isIn } from "../../runtime/data/zfs/dataset";
import { renewed } from "../../runtime/data/zfs/keeping";
import { type Branch, type DataHistory, type Sample, writers } from "./data-history";
import type { Ack, Dump } from "../load/journal-protocol";
import { type Violation as ViolationOf, violationAt } from "./violation";

export type DataRule =
  | "something was written and something broke"
  | "one writer at most"
  | "every acknowledged write is kept"
  | "journals are whole"
  | "a common snapshot is always there"
  | "nothing is destroyed"
  | "whole at the end";

export type DataViolation = ViolationOf<DataRule>;

/** While a branch is set aside, a dataset has no name for a moment, and nodes are not looked at at the same one. */
const graceMs = 6_000;

/** In what a history did not hold to the rules, in the order of time; empty if it did. Pure. */
export function checkData(history: DataHistory): DataViolation[] {
  const blank = emptiness(history);
  if (blank.length > 0) return blank;
  const broken = [
    ...twoWriters(history),
    ...lost(history),
    ...flawed(history),
    ...apart(history),
    ...destroyed(history),
    ...history.notWhole.map((said) => violation(history, "whole at the end", history.to, said)),
  ];
  return broken.sort((a, b) => a.atMs - b.atMs);
}

/** A history in which nothing was written, nothing broke or nobody looked proves nothing. */
function emptiness(history: DataHistory): DataViolation[] {
  const say = (said: string) => [
    violation(history, "something was written and something broke", history.from, said),
  ];
  if (history.acks.length === 0) return say("no write was acknowledged");
  if (history.steps.length === 0) return say("nothing was broken");
  if (!history.data) return say("no node held the data at the end");
  if (history.samples.length === 0) return say("no pool was looked at");
  return [];
}

/** All clocks are one: where one process writes after another has begun to, both have written at once. */
function twoWriters(history: DataHistory): DataViolation[] {
  const found: DataViolation[] = [];
  let last: ReturnType<typeof writers>[number] | undefined;
  for (const next of writers(history)) {
    if (last && next.firstAt < last.lastAt) {
      const ms = Math.round(Math.min(last.lastAt, next.lastAt) - next.firstAt);
      const said = `${next.node} (${next.run}) wrote for ${ms} ms while ${last.node} (${last.run}) did`;
      found.push(violation(history, "one writer at most", next.firstAt, said));
    }
    if (!last || next.lastAt > last.lastAt) last = next;
  }
  return found;
}

/** What was acknowledged and is not in this journal. */
export function notIn({ rows }: Pick<Dump, "rows">, acks: readonly Ack[]): readonly Ack[] {
  const sums = new Map(rows);
  return acks.filter(({ seq, sum }) => sums.get(seq) !== sum);
}

/** What was acknowledged and is neither in the data nor in a kept branch. */
export const lostWrites = ({ acks, data, kept }: Pick<DataHistory, "acks" | "data" | "kept">) =>
  [...(data ? [data] : []), ...kept].reduce((left, { journal }) => notIn(journal, left), acks);

function lost(history: DataHistory): DataViolation[] {
  const byRun = new Map<string, Ack[]>();
  for (const ack of lostWrites(history))
    (byRun.get(ack.run) ?? byRun.set(ack.run, []).get(ack.run)!).push(ack);
  return [...byRun.values()].map((acks) => {
    const [first, last] = [acks[0]!, acks.at(-1)!];
    const said = `${acks.length} writes of ${first.node}, ${first.seq} to ${last.seq}, are in no branch`;
    return violation(history, "every acknowledged write is kept", first.at, said);
  });
}

function flawed(history: DataHistory): DataViolation[] {
  const all = [...(history.data ? [history.data] : []), ...history.kept];
  return all.flatMap((branch) =>
    flawsOf(branch).map((flaw) =>
      violation(history, "journals are whole", history.to, `${branch.dataset} on ${branch.node}: ${flaw}`),
    ),
  );
}

/** The mark lies in another dataset: where the journal lacks it, the two are not of one moment. */
function flawsOf({ journal }: Branch): readonly string[] {
  const { mark, rows, flaws } = journal;
  const [first, last] = [rows[0], rows.at(-1)];
  if (!mark || !first || !last || mark.seq < first[0]) return flaws;
  if (mark.seq > last[0]) return [...flaws, `it ends at ${last[0]}, and its mark says ${mark.seq}`];
  return rows.some(([seq, sum]) => seq === mark.seq && sum === mark.sum)
    ? flaws
    : [...flaws, `its mark is of another branch (row ${mark.seq})`];
}

/** From when on two nodes had a snapshot of a dataset in common, they always have. */
function apart(history: DataHistory): DataViolation[] {
  const nodes = [...new Set(history.samples.map(({ node }) => node))];
  const pairs = nodes.flatMap((a, i) => nodes.slice(i + 1).map((b) => [a, b] as const));
  return pairs.flatMap(([a, b]) =>
    history.declared.flatMap((dataset) => {
      const since = apartSince(history, dataset, a, b);
      if (since === undefined) return [];
      const said = `${a} and ${b} have no snapshot of ${dataset} in common`;
      return [violation(history, "a common snapshot is always there", since, said)];
    }),
  );
}

/** Since when (for longer than the grace) two nodes have lost their last common snapshot of a dataset. */
function apartSince(
  { samples, declared }: DataHistory,
  dataset: string,
  a: string,
  b: string,
): number | undefined {
  const seen = new Map<string, ReadonlySet<string>>();
  let had = false;
  let since: number | undefined;
  for (const sample of samples) {
    if (sample.node !== a && sample.node !== b) continue;
    seen.set(sample.node, guidsOf(sample, dataset, declared));
    const other = seen.get(sample.node === a ? b : a);
    if (!other) continue;
    const common = [...seen.get(sample.node)!].some((guid) => other.has(guid));
    had ||= common;
    if (common || !had) since = undefined;
    else since ??= sample.at;
    if (since !== undefined && sample.at - since > graceMs) return since;
  }
  return undefined;
}

/**
 * The snapshots that a dataset has, and those of the clone that is about to take its name: while a branch is set
 * aside, the common ones are there, for as long as the commands in between take.
 */
function guidsOf({ datasets }: Sample, dataset: string, declared: readonly string[]): ReadonlySet<string> {
  const root = declared.find((one) => isIn(dataset, one)) ?? dataset;
  const renewal = `${renewed({ kept: "" })}${dataset.slice(root.length)}`;
  const found = datasets.filter(({ name }) => name === dataset || name.endsWith(renewal));
  return new Set(found.flatMap(({ snapshots }) => snapshots.map(({ guid }) => guid)));
}

/** A dataset that ever had a snapshot is there to the end, under whatever name: an empty one may make room. */
function destroyed(history: DataHistory): DataViolation[] {
  const last = new Map(history.samples.map((sample) => [sample.node, sample]));
  const told = new Set<string>();
  return history.samples.flatMap(({ node, datasets }) =>
    datasets.flatMap(({ name, guid, snapshots }) => {
      const end = last.get(node)!;
      const isThere = end.datasets.some((one) => one.guid === guid);
      if (isThere || snapshots.length === 0 || told.has(`${node} ${guid}`)) return [];
      told.add(`${node} ${guid}`);
      return [violation(history, "nothing is destroyed", end.at, `${name} is gone from ${node}`)];
    }),
  );
}

const violation = (history: DataHistory, rule: DataRule, at: number, said: string): DataViolation =>
  violationAt(history, { rule, at, said });
