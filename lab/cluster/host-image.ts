import path from "node:path";
import type { Progress } from "../progress";
import type { Release } from "../releases";
import type { LabSettings } from "../settings";
import type { BaseImages } from "./base-images";
import { buildImage } from "./images";

/** Builds the image of a host that runs this Debian release unless it is there; returns its name. */
export const hostImage = (
  settings: LabSettings,
  bases: BaseImages,
  release: Release,
  progress: Progress,
): Promise<string> => {
  const context = path.join(settings.root, "lab/images/node");
  return buildImage({ name: `node-${release}`, context, base: bases.hosts[release].local }, progress);
};
