import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import type { LabSettings } from "../settings";

const site = z.object({
  config: z.object({ services: z.array(z.object({ images: z.object({ journal: z.string() }) })).length(1) }),
});

/** The journal's image, as the nodes have it. Throws if the lab's site file names none. */
export const serviceImage = ({ folder }: LabSettings): string =>
  site.parse(parse(readFileSync(path.join(folder, "site.yaml"), "utf8"))).config.services[0]!.images.journal;
