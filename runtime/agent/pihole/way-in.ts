import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import type { Paths } from "../paths";
import { readText } from "../../common/text-file";
import type { SettingKey } from "../sync/model/settings";
import type { WayIn } from "./login";
import { tomlString, tomlValue } from "./toml";

const [totpSecret, appHash] = [
  "webserver.api.totp_secret",
  "webserver.api.app_pwhash",
] as const satisfies SettingKey[];

/** pihole.toml, read when it has changed; empty for the moment in which Pi-hole replaces it. */
export function settingsFileOf(paths: Pick<Paths, "pihole">): () => string {
  const file = path.join(paths.pihole, "pihole.toml");
  let known = { version: "", text: "" };
  return () => {
    const { ino, mtimeMs, size } = statSync(file, { throwIfNoEntry: false }) ?? {};
    const version = `${ino} ${mtimeMs} ${size}`;
    if (version !== known.version) known = { version, text: readText(file) ?? "" };
    return known.text;
  };
}

/** Whether programs with an app's password may change settings, as Pi-hole is set. */
export function appsMayConfigure(paths: Pick<Paths, "pihole">): () => boolean {
  const settings = settingsFileOf(paths);
  return () => tomlValue(settings(), "webserver.api.app_sudo") === "true";
}

/** What opens this node's Pi-hole now, for the agent and for people. */
export function wayInOf(
  paths: Pick<Paths, "piholePassword">,
  settingsFile: () => string,
): WayIn & { readonly appHash: () => string } {
  return {
    password: () => readFileSync(paths.piholePassword, "utf8").trim(),
    totpSecret: () => tomlString(settingsFile(), totpSecret) ?? "",
    appHash: () => tomlString(settingsFile(), appHash) ?? "",
  };
}
