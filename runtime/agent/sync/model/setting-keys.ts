import type { SettingValue } from "./setting-value";
import { sharedSettings, type SharedSetting } from "../../../contract/shared-settings";

export { sharedSettings };

export type SettingKey = (typeof sharedSettings)[number]["key"];

export const settingKeys = sharedSettings.map(({ key }) => key) as [SettingKey, ...SettingKey[]];

const byKey = new Map<string, SharedSetting>(sharedSettings.map((setting) => [setting.key, setting]));

/** The line of the table for that key. */
export const settingOf = (key: SettingKey): SharedSetting => byKey.get(key)!;

/** How one Pi-hole treats a setting: read from it, because it differs from version to version. */
export interface SettingTraits {
  /** A change of it restarts Pi-hole. */
  readonly restarts: boolean;
  /** Its environment says what it is: Pi-hole refuses to change it, and it belongs to that node. */
  readonly forced: boolean;
  /** A value with which this Pi-hole has been seen not to start. */
  readonly refused?: SettingValue;
}

/** By key; a setting that a Pi-hole does not know has none. */
export type Traits = Partial<Record<SettingKey, SettingTraits>>;
