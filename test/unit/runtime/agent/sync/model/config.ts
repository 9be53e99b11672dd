import { lookUp } from "../../../../../../runtime/agent/sync/model/look-up";
import { settingKeys, type SettingKey } from "../../../../../../runtime/agent/sync/model/setting-keys";
import type { SettingValue } from "../../../../../../runtime/agent/sync/model/sync-state";

export interface ModelSetting {
  value: SettingValue;
  restarts: boolean;
  forced: boolean;
}

/** The shared part of a Pi-hole's configuration, and what a PATCH of it does. */
export class ModelConfig {
  restarts = 0;
  /** PATCHes of which a part restarts Pi-hole and a part does not, or that hold dns.hosts besides a restart. */
  mixed = 0;

  constructor(readonly settings: Map<SettingKey, ModelSetting>) {}

  /** All or nothing; unknown keys are ignored. Gives FTL's words where it refuses. */
  patch(config: unknown): string | undefined {
    const changed = settingKeys.flatMap((key) => {
      const setting = this.settings.get(key);
      const value = lookUp(config, key) as SettingValue | undefined;
      if (!setting || value === undefined) return [];
      return JSON.stringify(setting.value) === JSON.stringify(value) ? [] : [{ key, setting, value }];
    });
    const forced = changed.find(({ setting }) => setting.forced);
    if (forced) return "Config items set via environment variables cannot be changed via the API";
    const restarting = changed.filter(
      ({ key, setting, value }) => setting.restarts || (key === "misc.privacylevel" && value < setting.value),
    );
    const hosts = changed.some(({ key }) => key === "dns.hosts");
    if (restarting.length > 0 && (restarting.length < changed.length || (hosts && changed.length > 1)))
      this.mixed++;
    if (restarting.length > 0) this.restarts++;
    changed.forEach(({ setting, value }) => (setting.value = value));
    return undefined;
  }

  tree(leaf: (setting: ModelSetting) => unknown): Record<string, unknown> {
    const tree: Record<string, unknown> = {};
    for (const [key, setting] of this.settings) {
      const names = key.split(".");
      let node = tree;
      for (const name of names.slice(0, -1)) node = (node[name] ??= {}) as Record<string, unknown>;
      node[names.at(-1)!] = leaf(setting);
    }
    return tree;
  }
}

export const plain = ({ value }: ModelSetting): unknown => value;

export const detailed = ({ value, restarts, forced }: ModelSetting): unknown => ({
  description: "",
  allowed: null,
  type: "",
  value,
  default: value,
  modified: false,
  flags: { restart_dnsmasq: restarts, session_reset: false, env_var: forced },
});
