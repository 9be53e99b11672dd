import * as z from "zod";
import { parsed } from "../../../common/json";
import type { Paths } from "../../agent-paths";
import { readWhenChanged } from "../../../common/read-when-changed";
import type { StateReading } from "../read/read-sync-state";
import type { SettingKey } from "./setting-keys";

const schema = z.array(z.string());

/**
 * The settings that do not follow the leader, read again if the file has been replaced. A file that is damaged excludes
 * none: every setting follows.
 */
export const syncExceptOf = ({ syncExcept }: Pick<Paths, "syncExcept">): (() => readonly string[]) =>
  readWhenChanged(syncExcept, (text) => schema.safeParse(parsed(text)).data ?? []);

/** A reading without those settings. Sync compares only settings that both nodes report, so each node keeps its own. */
export function withoutSettings(reading: StateReading, left: readonly string[]): StateReading {
  if (left.length === 0) return reading;
  const settings = Object.entries(reading.state.settings).filter(([key]) => !left.includes(key));
  return {
    ...reading,
    state: { ...reading.state, settings: Object.fromEntries(settings) as Partial<Record<SettingKey, never>> },
  };
}
