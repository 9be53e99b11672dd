import * as z from "zod";
import { severities, severityRank, type Severity } from "../../contract/severity";
import type { ClusterEvent } from "../events/event";
import { episodeSchema, nextEpisodes, type Episodes, type EpisodesInput } from "./episodes";
import { isMuted, mutesSchema, mutesWith, type Mutes } from "./mutes";
import { failingCode } from "./notify-seen";
import {
  believed,
  believesIn,
  believesMilder,
  eventPrefix,
  mergedTold,
  pairOf,
  pruned,
  toldSchema,
  wasPrefix,
  withBegun,
  withMilder,
  withOver,
  withoutMilder,
  type ToldMessages,
} from "./told-messages";

/** What this node has to know about messages after a restart. */
export const ledgerSchema = z.object({
  episodes: z.record(z.string(), episodeSchema),
  told: toldSchema,
  /** What came and went while a channel could not be told. */
  missed: z.array(
    z.object({
      channel: z.string(),
      key: z.string(),
      severity: z.enum(severities),
      text: z.string(),
      since: z.number(),
      endedAt: z.number(),
    }),
  ),
  mutes: mutesSchema,
  /** When this node knew each channel first: it is not told of events before. */
  channelsSince: z.record(z.string(), z.number()),
});
export type Ledger = Readonly<z.infer<typeof ledgerSchema>>;
type Missed = Ledger["missed"][number];

export const emptyLedger: Ledger = { episodes: {}, told: {}, missed: [], mutes: {}, channelsSince: {} };

/** What nodes tell each other about messages. */
export interface LedgerExchange {
  readonly told: ToldMessages;
  readonly mutes: Mutes;
}

/** Of a channel's config, what decides what it is told. */
export interface Audience {
  readonly name: string;
  readonly least: Severity;
}

/** Something that a channel has not been told. `key` is its name in what was told. */
export interface Untold {
  readonly what: "begins" | "worse" | "over" | "was" | "event";
  readonly key: string;
  readonly severity: Severity;
  readonly text: string;
  readonly fix: string;
  /** When it began or happened. */
  readonly since: number;
  /** Null while it lasts, and for an event. */
  readonly endedAt: number | null;
}

/** So many are kept of what was missed; the oldest go. */
const mostMissed = 200;
/** Nobody needs to hear of it later. */
const oldMs = 24 * 3_600_000;
/** A channel that works is told of what lasts so long. */
const missedAfterMs = 15_000;
/** Nodes see the end of the same thing at times that differ by less. */
const sameEndMs = 60_000;

/** The next ledger, after what this node and its peers say. The same object if nothing changes. Pure. */
export function advanced(
  ledger: Ledger,
  audiences: readonly Audience[],
  heard: readonly LedgerExchange[],
  input: EpisodesInput,
): Ledger {
  const { now } = input;
  const names = audiences.map(({ name }) => name);
  const told = pruned(
    heard.reduce((all, { told: theirs }) => mergedTold(all, theirs), ledger.told),
    names,
    now,
  );
  const mutes = heard.reduce((all, { mutes: theirs }) => mutesWith(all, theirs), ledger.mutes);
  const believedNow = believed(told);
  const going = nextEpisodes(ledger.episodes, input, (key) => !believedNow.includes(key));
  const episodes = { ...lost(believedNow, going, told, input), ...going };
  const ended = Object.entries(episodes).filter(
    ([key, { endedAt }]) => endedAt === now && ledger.episodes[key]?.endedAt === null,
  );
  const missed = [
    ...ledger.missed.filter((it) => now - it.endedAt < oldMs && !wasTold(told, it)),
    ...ended.flatMap(([key, { severity, text, since, seenAt, code }]) =>
      audiences
        .filter(
          ({ name, least }) => severityRank(severity) >= severityRank(least) && !believesIn(told, key, name),
        )
        // That messages could not be sent shows by their coming late.
        .filter(() => now - seenAt >= missedAfterMs && code !== failingCode)
        .map(({ name }): Missed => ({ channel: name, key, severity, text, since, endedAt: now })),
    ),
  ].slice(-mostMissed);
  const channelsSince = Object.fromEntries(
    audiences.map(({ name }) => [name, ledger.channelsSince[name] ?? now]),
  );
  return { episodes, told, missed, mutes, channelsSince };
}

/** What channels believe in although this node knows nothing of it: another node told it, and is gone. */
function lost(
  believedNow: readonly string[],
  going: Episodes,
  told: ToldMessages,
  { self, sights, settleMs, now }: EpisodesInput,
): Episodes {
  const startedAt = sights[self]?.since ?? now;
  const unknown = believedNow.filter((key) => {
    const [code = ""] = key.split("/");
    return going[key] === undefined && now - startedAt >= settleMs(code);
  });
  return Object.fromEntries(
    unknown.map((key) => {
      const [code = "", ...subject] = key.split("/");
      const since = Math.min(now, ...Object.values(told[key] ?? {}).map(([begun]) => begun));
      const it = { code, subject: subject.join("/"), severity: "warning" as const, text: "", fix: "" };
      return [key, { ...it, since, seenAt: now, endedAt: now, by: [], held: false }];
    }),
  );
}

const wasKey = (key: string): string => `${wasPrefix}${key}`;
const wasTold = (told: ToldMessages, { key, channel, endedAt }: Missed): boolean =>
  pairOf(told, wasKey(key), channel)[0] + sameEndMs >= endedAt;

const eventKey = ({ node, id, at }: ClusterEvent): string =>
  `${eventPrefix}${node}/${id}/${Math.floor(at / 1000)}`;

/** What a channel has not been told. Pure. */
export function untold(
  ledger: Ledger,
  { name, least }: Audience,
  events: readonly ClusterEvent[],
  now: number,
): Untold[] {
  const { episodes, told, mutes } = ledger;
  const found: Untold[] = [];
  for (const [key, episode] of Object.entries(episodes)) {
    if (key === `${failingCode}/${name}`) continue;
    const { severity, text, fix, since, endedAt } = episode;
    const believed = believesIn(told, key, name);
    const begins =
      endedAt === null && !episode.held && !believed && severityRank(severity) >= severityRank(least);
    if (begins) found.push({ what: "begins", key, severity, text, fix, since, endedAt });
    const worse = severity === "critical" && believed && believesMilder(told, key, name);
    if (worse && endedAt === null && !episode.held)
      found.push({ what: "worse", key, severity, text, fix, since, endedAt });
    if (endedAt !== null && believed) found.push({ what: "over", key, severity, text, fix, since, endedAt });
  }
  for (const { channel, key, ...it } of ledger.missed)
    if (channel === name) found.push({ what: "was", key: wasKey(key), fix: "", ...it });
  const from = Math.max(ledger.channelsSince[name] ?? now, now - oldMs);
  for (const event of events) {
    const key = eventKey(event);
    if (event.at < from || severityRank(event.severity) < severityRank(least) || believesIn(told, key, name))
      continue;
    const text = event.by === "" ? event.text : `${event.text} (${event.by})`;
    const muted = isMuted(mutes, event.code, now);
    if (!muted)
      found.push({
        what: "event",
        key,
        severity: event.severity,
        text,
        fix: "",
        since: event.at,
        endedAt: null,
      });
  }
  return found.filter(
    ({ what, key }) => what === "event" || !isMuted(mutes, key.replace(wasPrefix, ""), now),
  );
}

/** A channel has accepted a message about these. */
export function afterTelling(ledger: Ledger, channel: string, items: readonly Untold[], now: number): Ledger {
  const told = items.reduce((all, item) => withTold(all, item, channel, now), ledger.told);
  const missed = ledger.missed.filter((it) => it.channel !== channel || !wasTold(told, it));
  return { ...ledger, told, missed };
}

function withTold(
  told: ToldMessages,
  { what, key, severity }: Untold,
  channel: string,
  now: number,
): ToldMessages {
  switch (what) {
    case "over":
      return withoutMilder(withOver(told, key, channel, now), key, channel, now);
    case "worse":
      return withoutMilder(withBegun(told, key, channel, now), key, channel, now);
    case "begins": {
      const all = withBegun(told, key, channel, now);
      return severity === "critical"
        ? withoutMilder(all, key, channel, now)
        : withMilder(all, key, channel, now);
    }
    case "was":
    case "event":
      return withBegun(told, key, channel, now);
  }
}
