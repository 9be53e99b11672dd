import * as z from "zod";
import type { Aside } from "../model/aside";
import { lookUp } from "../model/look-up";
import { settingKeys, settingOf, type SettingKey, type Traits } from "../model/setting-keys";
import { settingValue, type SyncState } from "../model/sync-state";
import { readAs, ReadError } from "./read-answer";

const schema = z.object({ config: z.record(z.string(), z.unknown()) });
const leaf = z.object({
  value: settingValue,
  flags: z.object({ restart_dnsmasq: z.boolean(), env_var: z.boolean() }),
});

/** Of every Pi-hole of the cluster's: its deployment gives it some. */
const upstreams = "dns.upstreams";
/** Every v6 has these: a configuration without one of them is not a whole one. */
const always: readonly SettingKey[] = ["dns.hosts", "dns.cnameRecords", "dhcp.hosts"];

export interface ReadSettings {
  /** Without those that the environment forces: they belong to that node. */
  readonly settings: SyncState["settings"];
  /** Of every shared setting that this version knows, forced ones too. */
  readonly traits: Traits;
  /** What is here in a form that this agent does not know. */
  readonly aside: readonly Aside[];
}

/** The tree of GET /api/config?detailed=true. Throws ReadError also if its arrays were told to be empty. */
export function configTree(answer: unknown): Readonly<Record<string, unknown>> {
  const { config } = readAs("config", schema, answer);
  const resolvers = leaf.safeParse(lookUp(config, upstreams)).data?.value;
  if (Array.isArray(resolvers) && resolvers.length === 0)
    throw new ReadError(`config: ${upstreams} is empty`);
  return config;
}

/**
 * Reads GET /api/config?detailed=true; `hidden` gives what the API does not tell, undefined if that is not known
 * either. Throws ReadError.
 */
export function readConfig(
  answer: unknown,
  hidden: (key: SettingKey) => string | undefined = () => undefined,
): ReadSettings {
  const config = configTree(answer);
  const settings: SyncState["settings"] = {};
  const traits: Traits = {};
  const aside: Aside[] = [];
  for (const key of settingKeys) {
    const found = lookUp(config, key);
    if (found === undefined && always.includes(key)) throw new ReadError(`config: ${key} is missing`);
    if (found === undefined) continue;
    const parsed = leaf.safeParse(found);
    if (!parsed.success) {
      if (always.includes(key)) readAs(`config: ${key}`, leaf, found);
      aside.push({ table: "settings", item: key, why: "cannot be read" });
      continue;
    }
    const { value, flags } = parsed.data;
    traits[key] = { restarts: flags.restart_dnsmasq, forced: flags.env_var };
    const known = settingOf(key).writeOnly ? hidden(key) : value;
    if (!flags.env_var && known !== undefined) settings[key] = known;
  }
  return { settings, traits, aside };
}
