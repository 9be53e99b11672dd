import { tomlValues, withTomlValues } from "../pihole/toml";

/** Settings with which Pi-hole is known to start: pihole.toml as it was at a start after which it answered. */
export interface Good {
  readonly toml: string;
  /** The settings that Pi-hole takes at its start alone, and that are not forced by its environment. */
  readonly keys: readonly string[];
}

/** What is put in the place of a pihole.toml with which Pi-hole does not start. */
export interface TakeBack {
  readonly toml: string;
  /** The settings that get their earlier values. */
  readonly keys: readonly string[];
}

/**
 * Takes back what has changed among the settings that count at a start, and leaves every other change; if that has
 * been tried, or the file cannot be told apart so, the whole file. Undefined: nothing has changed that could be the cause.
 */
export function takeBack(present: string, good: Good, tried: boolean): TakeBack | undefined {
  const keys = changedSettingKeys(present, good);
  const earlier = tomlValues(good.toml);
  const values = new Map(keys.map((key) => [key, earlier.get(key)!]));
  const toml = withTomlValues(present, values);
  if (!tried && keys.length > 0 && changedSettingKeys(toml, good).length === 0) return { toml, keys };
  if (withoutRemarks(present) === withoutRemarks(good.toml)) return undefined;
  return { toml: good.toml, keys: differing(present, good.toml) };
}

/** The settings that count at a start and have another value there than in `good`. */
export function changedSettingKeys(present: string, { toml, keys }: Good): string[] {
  const [now, earlier] = [tomlValues(present), tomlValues(toml)];
  return keys.filter((key) => earlier.has(key) && now.get(key) !== earlier.get(key));
}

function differing(one: string, other: string): string[] {
  const [a, b] = [tomlValues(one), tomlValues(other)];
  return [...new Set([...a.keys(), ...b.keys()])].filter((key) => a.get(key) !== b.get(key)).sort();
}

/** FTL writes into the file when it wrote it. */
const withoutRemarks = (text: string): string => text.replace(/^\s*#.*$/gm, "").trim();

/** How Pi-hole is doing. */
export interface Doing {
  /** Containers started by the host since Pi-hole answered last: each of them has ended, but for the last. */
  readonly starts: number;
  /** How long DNS has not answered, in ms. */
  readonly silentMs: number;
  /** Pi-hole's API answers: it runs, and is not busy with a start. */
  readonly runs: boolean;
}

/** So many starts without an answer are no accident. */
const fruitlessStarts = 3;
/** One whose API answers has its start behind it: what has not answered DNS for so long then will not begin to. */
const silentForGoodMs = 20_000;

/** Whether Pi-hole's settings have to be looked at: it ends at each start, or runs and does not answer DNS. */
export const doesNotStart = ({ starts, silentMs, runs }: Doing): boolean =>
  starts >= fruitlessStarts || (runs && silentMs >= silentForGoodMs);
