import { statSync } from "node:fs";
import * as z from "zod";
import { parsed } from "../../../common/json";
import type { Paths } from "../../paths";
import { readText } from "../../../common/text-file";
import type { Reading } from "../read/read";
import type { SettingKey } from "./settings";

const schema = z.array(z.string());

/**
 * The settings that do not follow the leader, read anew if the file has been replaced. One that is damaged leaves nothing
 * out: all of them follow then.
 */
export function syncExceptOf({ syncExcept: file }: Pick<Paths, "syncExcept">): () => readonly string[] {
  let known = { version: "", settings: [] as readonly string[] };
  return () => {
    const { ino, mtimeMs, size } = statSync(file, { throwIfNoEntry: false }) ?? {};
    const version = ino === undefined ? "" : `${ino} ${mtimeMs} ${size}`;
    if (version !== known.version)
      known = { version, settings: schema.safeParse(parsed(readText(file) ?? "")).data ?? [] };
    return known.settings;
  };
}

/** A reading without those settings. Sync compares what both nodes tell, so that they stay as they are on each. */
export function withoutSettings(reading: Reading, left: readonly string[]): Reading {
  if (left.length === 0) return reading;
  const settings = Object.entries(reading.state.settings).filter(([key]) => !left.includes(key));
  return {
    ...reading,
    state: { ...reading.state, settings: Object.fromEntries(settings) as Partial<Record<SettingKey, never>> },
  };
}
