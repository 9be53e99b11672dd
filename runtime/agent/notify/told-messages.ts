import * as z from "zod";

/**
 * What each channel was told of each thing: when last that it has begun, and when last that it is over; 0 is never. The
 * later of both is what a person believes now. The nodes exchange it, and merge it by the maximum, so it may reach them
 * in any order, and twice. A time is at least one more than the one before, whatever the nodes' clocks say.
 */
export type ToldMessages = Readonly<Record<string, Readonly<Record<string, Pair>>>>;
type Pair = readonly [begun: number, over: number];

const pair = z.tuple([z.number().nonnegative(), z.number().nonnegative()]).readonly();
export const toldSchema = z.record(z.string().max(200), z.record(z.string().max(64), pair));

/** So many things are remembered: what is believed to last, then what changed last. */
const mostKeys = 64;
/** After that long nobody can tell it again. */
const keptMs = 48 * 3_600_000;

const never: Pair = [0, 0];
export const pairOf = (told: ToldMessages, key: string, channel: string): Pair =>
  told[key]?.[channel] ?? never;

/** If two nodes that could not see each other said both at once, it is told again that it is over. */
const isBegun = ([begun, over]: Pair): boolean => begun > 0 && begun >= over;

/** The channel's last word about it was that it has begun. */
export function believesIn(told: ToldMessages, key: string, channel: string): boolean {
  return isBegun(pairOf(told, key, channel));
}

export function withBegun(told: ToldMessages, key: string, channel: string, now: number): ToldMessages {
  const [begun, over] = pairOf(told, key, channel);
  return withPair(told, key, channel, [Math.max(now, begun, over + 1), over]);
}

export function withOver(told: ToldMessages, key: string, channel: string, now: number): ToldMessages {
  const [begun, over] = pairOf(told, key, channel);
  return withPair(told, key, channel, [begun, Math.max(now, begun + 1, over)]);
}

const withPair = (told: ToldMessages, key: string, channel: string, it: Pair): ToldMessages => ({
  ...told,
  [key]: { ...told[key], [channel]: it },
});

/** The same object if `other` has nothing new. */
export function mergedTold(told: ToldMessages, other: ToldMessages): ToldMessages {
  let result = told;
  for (const [key, channels] of Object.entries(other))
    for (const [channel, [begun, over]] of Object.entries(channels)) {
      const mine = pairOf(result, key, channel);
      if (begun <= mine[0] && over <= mine[1]) continue;
      result = withPair(result, key, channel, [Math.max(begun, mine[0]), Math.max(over, mine[1])]);
    }
  return result;
}

/** Of these channels alone, without what is long over, and without the oldest if there is too much. */
export function pruned(told: ToldMessages, channels: readonly string[], now: number): ToldMessages {
  const kept = Object.entries(told)
    .map(([key, pairs]): [string, ToldMessages[string]] => [
      key,
      Object.fromEntries(Object.entries(pairs).filter(([channel]) => channels.includes(channel))),
    ])
    .map(([key, pairs]) => ({
      key,
      pairs,
      last: lastOf(pairs),
      lasts: (isOfCondition(key) || key.startsWith(milderPrefix)) && isBelieved(pairs),
    }))
    .filter(({ pairs, last, lasts }) => Object.keys(pairs).length > 0 && (lasts || now - last < keptMs))
    .sort((a, b) => Number(b.lasts) - Number(a.lasts) || b.last - a.last);
  return Object.fromEntries(kept.slice(0, mostKeys).map(({ key, pairs }) => [key, pairs]));
}

const isBelieved = (pairs: ToldMessages[string]): boolean => Object.values(pairs).some(isBegun);
const lastOf = (pairs: ToldMessages[string]): number => Math.max(0, ...Object.values(pairs).flat());

/**
 * Of a condition that is not critical: what is noted with it when a channel is told. An earlier version passes over keys
 * that begin as an event's do, and tells nobody about them.
 */
const milderPrefix = "event/milder/";

/** The channel was told of it, and not yet that it is critical. */
export const believesMilder = (told: ToldMessages, key: string, channel: string): boolean =>
  believesIn(told, milderPrefix + key, channel);

export const withMilder = (told: ToldMessages, key: string, channel: string, now: number): ToldMessages =>
  withBegun(told, milderPrefix + key, channel, now);

export const withoutMilder = (told: ToldMessages, key: string, channel: string, now: number): ToldMessages =>
  believesMilder(told, key, channel) ? withOver(told, milderPrefix + key, channel, now) : told;

/** Keys of what happened once are told apart from those of conditions. */
export const eventPrefix = "event/";
export const wasPrefix = "was/";
const isOfCondition = (key: string): boolean => !key.startsWith(eventPrefix) && !key.startsWith(wasPrefix);

/** Conditions that a channel believes in. */
export const believed = (told: ToldMessages): string[] =>
  Object.entries(told)
    .filter(([key, pairs]) => isOfCondition(key) && isBelieved(pairs))
    .map(([key]) => key);

/** How often a channel was told something since `from`: what goes into one message has one time. */
export const messagesSince = (told: ToldMessages, channel: string, from: number): number =>
  new Set(
    Object.values(told)
      .flatMap((pairs) => pairs[channel] ?? never)
      .filter((at) => at > from),
  ).size;
