import * as z from "zod";
import { parsed } from "../../common/json";
import { tomlValues } from "../pihole/toml";
import { settingKeys, settingOf } from "../sync/model/setting-keys";
import { settingValue } from "../sync/model/sync-state";
import type { TakeBack } from "./take-back";

/** What was taken back on this node, kept over restarts of the agent. */
export const refusedSchema = z.object({
  /** Unix time in ms. */
  at: z.number(),
  /** The settings that have their earlier values again, as these are spelt in pihole.toml. */
  restored: z.record(z.string(), z.string()),
  /** The values that were taken back, of those settings that the cluster shares; no secrets. */
  values: z.partialRecord(z.enum(settingKeys), settingValue),
  /** The file that was in use has this name now, in Pi-hole's folder. */
  file: z.string(),
  /** The Pi-hole that did not start: another one may. */
  image: z.string(),
});
export type RefusedSettings = z.infer<typeof refusedSchema>;

/** A person has seen it by then, or the cause has gone: the leader's value is tried once more. */
const forgottenAfterMs = 7 * 24 * 3_600_000;

/** Whether that still counts. */
export const stillRefused = ({ at, image }: RefusedSettings, now: number, present: string): boolean =>
  now - at < forgottenAfterMs && image === present;

/** Whether somebody has set one of them since, and Pi-hole has started with that: it is in `toml`. */
export function isSetAnew({ restored }: RefusedSettings, toml: string): boolean {
  const now = tomlValues(toml);
  return Object.entries(restored).some(([key, value]) => now.get(key) !== value);
}

/** What was taken back from `present`, a pihole.toml; adds to what was taken back a moment before, of the same cause. */
export function refusedBy(
  present: string,
  back: TakeBack,
  before: RefusedSettings | undefined,
): Pick<RefusedSettings, "restored" | "values"> {
  const [bad, good] = [tomlValues(present), tomlValues(back.toml)];
  const restored = back.keys.flatMap((key) => (good.has(key) ? [[key, good.get(key)!] as const] : []));
  const values = settingKeys
    .filter((key) => back.keys.includes(key) && !settingOf(key).secret)
    .flatMap((key) => {
      const { data } = settingValue.safeParse(parsed(bad.get(key)?.replace(/,\s*\]$/, "]") ?? ""));
      return data === undefined ? [] : [[key, data] as const];
    });
  return {
    restored: { ...before?.restored, ...Object.fromEntries(restored) },
    values: { ...before?.values, ...Object.fromEntries(values) },
  };
}

/** In one line, for status, log and people. */
export const refusedWords = ({ restored, file }: RefusedSettings): string =>
  `Pi-hole did not start with its settings: ${Object.keys(restored).join(", ")} taken back; ` +
  `as it was, the file is /var/lib/ha-dns/pihole/${file} on this node's host`;
