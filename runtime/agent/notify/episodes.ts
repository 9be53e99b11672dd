import * as z from "zod";
import { severities, severityRank, type Severity } from "../../contract/severity";
import { conditionKey, type Condition } from "../conditions/condition";
import { agreed } from "../conditions/merge-conditions";

/** One time that something was wrong, from its begin to its end. */
export const episodeSchema = z.object({
  code: z.string(),
  subject: z.string(),
  /** The worst it has been. */
  severity: z.enum(severities),
  text: z.string(),
  fix: z.string(),
  /** In ms since 1970, as endedAt and seenAt. */
  since: z.number(),
  /** When this node saw it first. */
  seenAt: z.number(),
  endedAt: z.number().nullable(),
  /** The nodes that said so last. */
  by: z.array(z.string()),
  /** Nobody says so at the moment, and that proves nothing: nobody is told that it begins, or that it is over. */
  held: z.boolean().default(false),
});
export type Episode = Readonly<z.infer<typeof episodeSchema>>;
export type Episodes = Readonly<Record<string, Episode>>;

/** What a node says is wrong. */
export interface Claim {
  readonly node: string;
  readonly conditions: readonly Condition[];
}

export interface NodeVisibility {
  /** It answers; this node itself always does. */
  readonly seen: boolean;
  /** Its agent's start, or since when it does not answer; undefined if that is not known. */
  readonly since: number | undefined;
}

export interface EpisodesInput {
  readonly self: string;
  /** Of this node, and of all that it sees. */
  readonly claims: readonly Claim[];
  /** By name, every node of the cluster. */
  readonly sights: Readonly<Record<string, NodeVisibility>>;
  /** How long a node that has come or gone may need until it says a thing of this code again. */
  readonly settleMs: (code: string) => number;
  readonly now: number;
}

const worse = (a: Severity, b: Severity): Severity => (severityRank(a) >= severityRank(b) ? a : b);

/** The next episodes; those that are over stay in it until `forgotten` says otherwise. Pure. */
export function nextEpisodes(
  before: Episodes,
  input: EpisodesInput,
  forgotten: (key: string) => boolean,
): Episodes {
  const said = unionOf(input.claims);
  const next: Record<string, Episode> = {};
  for (const [key, episode] of Object.entries(before)) {
    const now = said.get(key);
    if (now) next[key] = goesOn(episode, now, input.now);
    else if (episode.endedAt === null && isHeld(episode, input)) next[key] = { ...episode, held: true };
    else if (episode.endedAt === null) next[key] = { ...episode, endedAt: input.now };
    else if (!forgotten(key)) next[key] = episode;
  }
  for (const [key, now] of said) next[key] ??= begun(now, input.now);
  return next;
}

interface Said {
  readonly condition: Condition;
  readonly by: readonly string[];
}

/** The worst of what the nodes say about the same thing, and the earliest time. */
function unionOf(claims: readonly Claim[]): ReadonlyMap<string, Said> {
  const union = new Map<string, Said>();
  for (const { node, conditions } of claims)
    for (const condition of conditions) {
      const key = conditionKey(condition);
      const other = union.get(key);
      union.set(
        key,
        other
          ? { condition: agreed(other.condition, condition), by: [...other.by, node] }
          : { condition, by: [node] },
      );
    }
  return union;
}

const begun = ({ condition, by }: Said, now: number): Episode => {
  const { code, subject, severity, text, fix, since } = condition;
  return {
    code,
    subject,
    severity,
    text,
    fix,
    since: Math.min(since, now),
    seenAt: now,
    endedAt: null,
    by: [...by],
    held: false,
  };
};

function goesOn(episode: Episode, said: Said, now: number): Episode {
  const next = begun(said, now);
  // It has begun again, before anybody needed to be told that it was over.
  if (episode.endedAt !== null) return next;
  const severity = worse(episode.severity, next.severity);
  return { ...next, severity, since: Math.min(episode.since, next.since), seenAt: episode.seenAt };
}

/**
 * That nobody says it any more proves nothing while one that said it starts again, or has just come or gone; nor while a
 * node that said it of itself is not there.
 */
const isHeld = ({ code, subject, by }: Episode, { sights, settleMs, now }: EpisodesInput): boolean =>
  by.some((name) => {
    const sight = sights[name];
    if (!sight) return false;
    const { seen, since } = sight;
    return (since !== undefined && now - since < settleMs(code)) || (!seen && subject === name);
  });
