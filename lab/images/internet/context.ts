import { cp, mkdir } from "node:fs/promises";
import path from "node:path";

/** Puts the Docker build context of the lab's internet into `outDir`. Build argument: BASE, a Debian image. */
export async function prepareContext(outDir: string): Promise<void> {
  await mkdir(outDir, { recursive: true });
  for (const part of ["Dockerfile", "entrypoint.sh", "zones.sh", "zones"]) {
    await cp(path.join(__dirname, part), path.join(outDir, part), { recursive: true });
  }
}
