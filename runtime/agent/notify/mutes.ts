import * as z from "zod";

/** By key of a condition, or code of conditions and events, until when nothing is told of it. The later word counts. */
export const mutesSchema = z.record(
  z.string().max(130),
  z.object({ at: z.number().nonnegative(), until: z.number().nonnegative() }),
);
export type Mutes = Readonly<z.infer<typeof mutesSchema>>;

const most = 32;

export function muted(mutes: Mutes, key: string, until: number, now: number): Mutes {
  const at = Math.max(now, (mutes[key]?.at ?? 0) + 1);
  const others = Object.entries(mutes).filter(([name, it]) => name !== key && it.until > now);
  return Object.fromEntries([...others.slice(-(most - 1)), [key, { at, until }]]);
}

/** The same object if `other` has nothing new. */
export function mutesWith(mutes: Mutes, other: Mutes): Mutes {
  const newer = Object.entries(other).filter(([key, { at }]) => at > (mutes[key]?.at ?? 0));
  return newer.length === 0 ? mutes : Object.fromEntries([...Object.entries(mutes), ...newer].slice(-most));
}

/** `key` is CODE or CODE/SUBJECT; a muted code mutes all its subjects. */
export const isMuted = (mutes: Mutes, key: string, now: number): boolean =>
  [key, key.split("/")[0]!].some((name) => (mutes[name]?.until ?? 0) > now);
