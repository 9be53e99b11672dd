import type { NodeFacts } from "./node-facts";
import { worse, type Level } from "./node-card";
import { joinedWords } from "./page-words";

export interface PageVerdict {
  readonly level: Level;
  /** One sentence: does DNS work, may a node be switched off, does anything wait for a person. */
  readonly sentence: string;
  /** Who answers, and who could take over. */
  readonly detail: string;
  /** A word or two, for the title of the window. */
  readonly short: string;
}

type Part = readonly [Level, string];

/** `waiting`: of what is for a person to decide, by how bad it is. */
export function pageVerdict(
  nodes: readonly NodeFacts[],
  vip: string,
  waiting: readonly Level[],
): PageVerdict {
  const leaders = nodes.filter(({ leads }) => leads);
  const spares = nodes.filter(({ leads, ready }) => ready && !leads);
  const works = worksPart(nodes, leaders, vip);
  const off = offPart(nodes, leaders, spares);
  const waits: readonly Part[] =
    waiting.length > 0
      ? [
          [
            waiting.reduce(worse),
            waiting.length === 1 ? "one thing waits for you" : `${waiting.length} things wait for you`,
          ],
        ]
      : works[0] === "bad"
        ? []
        : [["good", "nothing waits for you"]];
  const parts = [works, ...(works[0] === "bad" ? [] : [off]), ...waits];
  const level = parts.reduce<Level>((worst, [next]) => worse(worst, next), "good");
  const texts = parts.map(([, text]) => text);
  return {
    level,
    sentence: `${[...texts.slice(0, -1), texts.length > 1 ? `and ${texts.at(-1)}` : texts[0]].join(", ")}.`,
    detail: [
      leaders.length > 0 ? `${names(leaders)} ${leaders.length > 1 ? "answer" : "answers"} at ${vip}.` : "",
      spares.length > 0 ? `${names(spares)} ${spares.length > 1 ? "are" : "is"} ready to take over.` : "",
    ]
      .filter((text) => text !== "")
      .join(" "),
    short: works[0] === "bad" ? "DNS fails" : level === "good" ? "DNS works" : "DNS works, look here",
  };
}

const names = (nodes: readonly NodeFacts[]): string => joinedWords(nodes.map(({ name }) => name));

function worksPart(nodes: readonly NodeFacts[], leaders: readonly NodeFacts[], vip: string): Part {
  const [leader] = leaders;
  if (leader === undefined) return ["bad", `No node answers at ${vip}`];
  if (leaders.length > 1) return ["bad", `${names(leaders)} both answer at ${vip}`];
  if (leader.state === "faulted") return ["bad", "DNS fails on every node"];
  const resolving = nodes.filter(({ recursion }) => recursion === "ok" || recursion === "unknown");
  const known = nodes.filter(({ recursion }) => recursion !== undefined);
  if (known.length > 0 && resolving.length === 0) return ["bad", "DNS answers, but no name of the internet"];
  const blocking = leader.blocking?.state ?? "";
  if (blocking === "off") return ["rest", "DNS works, blocking is switched off"];
  if (["empty", "fails"].includes(blocking)) return ["warn", "DNS works, but does not block what it should"];
  return ["good", "DNS works"];
}

function offPart(
  all: readonly NodeFacts[],
  leaders: readonly NodeFacts[],
  spares: readonly NodeFacts[],
): Part {
  if (spares.length === 0) return ["warn", `${names(leaders)} must stay on`];
  const able = all.filter((node) => leaders.includes(node) || spares.includes(node));
  if (able.length < all.length)
    return [
      "good",
      `you may switch off ${joinedWords(
        able.map(({ name }) => name),
        "or",
      )}`,
    ];
  return ["good", all.length === 2 ? "you may switch off either node" : "you may switch off any one node"];
}
