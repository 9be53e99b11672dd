import { readFileSync } from "node:fs";
import path from "node:path";
import type { Paths } from "../agent-paths";
import { readWhenChanged } from "../../common/read-when-changed";
import type { SettingKey } from "../sync/model/setting-keys";
import type { PiholeCredentials } from "./login";
import { tomlString, tomlValue } from "./toml";

const [totpSecret, appHash] = [
  "webserver.api.totp_secret",
  "webserver.api.app_pwhash",
] as const satisfies SettingKey[];

/** What `read` makes of pihole.toml, whenever that has changed; its text is empty while Pi-hole replaces it. */
const fromSettings = <T>({ pihole }: Pick<Paths, "pihole">, read: (text: string) => T): (() => T) =>
  readWhenChanged(path.join(pihole, "pihole.toml"), read);

/** The text of pihole.toml. */
export const settingsFileOf = (paths: Pick<Paths, "pihole">): (() => string) =>
  fromSettings(paths, (text) => text);

/** Whether programs with an app's password may change settings, as Pi-hole is set. */
export const appsMayConfigure = (paths: Pick<Paths, "pihole">): (() => boolean) =>
  fromSettings(paths, (text) => tomlValue(text, "webserver.api.app_sudo") === "true");

/** What opens this node's Pi-hole now, for the agent and for people. */
export function wayInOf(
  paths: Pick<Paths, "piholePassword">,
  settingsFile: () => string,
): PiholeCredentials & { readonly appHash: () => string } {
  return {
    password: () => readFileSync(paths.piholePassword, "utf8").trim(),
    totpSecret: () => tomlString(settingsFile(), totpSecret) ?? "",
    appHash: () => tomlString(settingsFile(), appHash) ?? "",
  };
}
