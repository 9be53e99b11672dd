import * as z from "zod";
import { errorText } from "../../../contract/error-text";
import { whyNotSynced } from "../../../contract/node-settings";
import { sharedSettings } from "../../../contract/shared-settings";
import type { PiholeClient } from "../../pihole/pihole-client";
import { configTree } from "../../sync/read/read-config";
import type { Print } from "../control";

/** One setting of this node's Pi-hole. */
export interface SettingLine {
  readonly key: string;
  /** It is the leader's on every node. */
  readonly follows: boolean;
  readonly why: string;
}

const leaf = z.object({ value: z.unknown(), flags: z.object({ env_var: z.boolean().default(false) }) });

/** Every setting of a GET /api/config?detailed=true. Throws ReadError. */
export function settingLines(answer: unknown, except: readonly string[]): SettingLine[] {
  const shared = new Map<string, string>(sharedSettings.map(({ key, why }) => [key, why]));
  const line = (key: string, forced: boolean): SettingLine => {
    const why = shared.get(key);
    if (why === undefined) return { key, follows: false, why: whyNotSynced(key) };
    if (except.includes(key))
      return { key, follows: false, why: "syncExcept names it: each node keeps its own" };
    if (forced) return { key, follows: false, why: "the environment of this node's Pi-hole sets it" };
    return { key, follows: true, why };
  };
  const flat = (tree: unknown, path: string): SettingLine[] => {
    if (typeof tree !== "object" || tree === null) return [];
    const { data } = leaf.safeParse(tree);
    if (data) return [line(path, data.flags.env_var)];
    return Object.entries(tree).flatMap(([name, child]) => flat(child, path ? `${path}.${name}` : name));
  };
  return flat(configTree(answer), "");
}

/** Prints which settings of Pi-hole's follow the leader, and why. Resolves to the exit code. */
export async function showSettings(
  pihole: Pick<PiholeClient, "ask">,
  except: readonly string[],
  json: boolean,
  print: Print,
): Promise<number> {
  try {
    const { body } = await pihole.ask({ method: "GET", path: "/api/config?detailed=true" });
    const all = settingLines(body, except);
    if (json) print(JSON.stringify(all));
    else settingText(all).forEach(print);
    return 0;
  } catch (error) {
    print(`sync settings: ${errorText(error)}`);
    return 1;
  }
}

function settingText(all: readonly SettingLine[]): string[] {
  const width = Math.max(...all.map(({ key }) => key.length));
  const some = (follows: boolean): string[] =>
    all.filter((line) => line.follows === follows).map(({ key, why }) => `  ${key.padEnd(width)}  ${why}`);
  return [
    "These follow the leader, so that every node answers the same:",
    ...some(true),
    "These do not; each node has its own:",
    ...some(false),
  ];
}
