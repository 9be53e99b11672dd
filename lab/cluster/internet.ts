import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { prepareContext } from "../images/internet/context";
import type { Progress } from "../progress";
import { names, type LabSettings } from "../settings";
import { docker, until } from "../shell";
import type { ContainerSpec } from "./container";
import { buildImage } from "./images";

/** What a resolver in the lab needs instead of the real root's. */
export interface InternetFiles {
  readonly folder: string;
  readonly rootHints: string;
  readonly rootKey: string;
}

/** Where those files are, whether they exist or not. */
export function internetFiles(settings: LabSettings): InternetFiles {
  const folder = path.join(settings.folder, "internet");
  return { folder, rootHints: path.join(folder, "root.hints"), rootKey: path.join(folder, "root.key") };
}

/** Builds the image of the lab's internet where it is missing; returns its name. */
export async function internetImage(
  settings: LabSettings,
  base: string,
  progress: Progress,
): Promise<string> {
  const context = path.join(settings.folder, "tmp", "internet");
  await rm(context, { recursive: true, force: true });
  await prepareContext(context);
  return buildImage({ name: "internet", context, base }, progress);
}

/** The lab's root, top-level domains and zones, on three addresses behind the router. */
export function internetSpec(settings: LabSettings, image: string): ContainerSpec {
  const { wan } = settings;
  const env = {
    ROOT_ADDR: wan.root,
    TLD_ADDR: wan.tld,
    ZONES_ADDR: wan.zones,
    SINK_ADDR: wan.sink,
    ROUTER_ADDR: wan.router,
    LAN_SUBNET: settings.subnet,
  };
  return {
    name: names.internet,
    image,
    options: [
      "--hostname",
      "internet",
      "--network",
      names.wan,
      "--ip",
      wan.root,
      "--cap-add",
      "NET_ADMIN",
      "--volume",
      `${internetFiles(settings).folder}:/export`,
      ...Object.entries(env).flatMap(([key, value]) => ["--env", `${key}=${value}`]),
    ],
  };
}

/** Its folder has to be there before the engine makes it in its own way. */
export const prepareInternet = (settings: LabSettings) =>
  mkdir(internetFiles(settings).folder, { recursive: true });

/** Waits until it answers and its files are written. Throws after 60 s. */
export async function awaitInternet(settings: LabSettings): Promise<void> {
  const files = internetFiles(settings);
  await until("the lab's internet answers", 60_000, async () => {
    const health = await docker([
      "container",
      "inspect",
      "--format",
      "{{.State.Health.Status}}",
      names.internet,
    ]);
    return health.trim() === "healthy" && existsSync(files.rootHints) && existsSync(files.rootKey);
  });
}
