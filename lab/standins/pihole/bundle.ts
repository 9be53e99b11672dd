import { cp, mkdir } from "node:fs/promises";
import path from "node:path";
import { build } from "esbuild";

/** Bundles the stand-in's daemon into `outDir`/ftl.js, for Node 24 or newer. */
export async function bundle(outDir: string): Promise<void> {
  await build({
    // The bundle names its sources relative to this folder: the same bytes, wherever it is made from.
    absWorkingDir: __dirname,
    entryPoints: ["src/main.ts"],
    outfile: path.join(outDir, "ftl.js"),
    bundle: true,
    platform: "node",
    target: "node24",
    format: "cjs",
    logLevel: "warning",
  });
}

/** Puts the stand-in's Docker build context into `outDir`. Build argument: BASE, Debian with Node 24 or newer. */
export async function prepareContext(outDir: string): Promise<void> {
  await mkdir(outDir, { recursive: true });
  for (const part of ["Dockerfile", "start.sh", "pihole", "pihole-FTL"]) {
    await cp(path.join(__dirname, part), path.join(outDir, part));
  }
  await bundle(outDir);
}
