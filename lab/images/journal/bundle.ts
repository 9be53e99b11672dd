import { cp, mkdir } from "node:fs/promises";
import path from "node:path";
import { build } from "esbuild";

/** Puts the journal's Docker build context into `outDir`. Build argument: BASE, Debian with Node 24 or newer. */
export async function prepareJournal(outDir: string): Promise<void> {
  await mkdir(outDir, { recursive: true });
  await cp(path.join(__dirname, "Dockerfile"), path.join(outDir, "Dockerfile"));
  await build({
    // The bundle names its sources relative to this folder: the same bytes, wherever it is made from.
    absWorkingDir: __dirname,
    entryPoints: ["src/main.ts"],
    outfile: path.join(outDir, "journal.js"),
    bundle: true,
    platform: "node",
    target: "node24",
    format: "cjs",
    logLevel: "warning",
  });
}
