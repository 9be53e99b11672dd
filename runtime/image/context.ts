import { copyFileSync, mkdirSync } from "node:fs";
import path from "node:path";
import { buildSync } from "esbuild";

const copied = ["Dockerfile", "entrypoint", "notify", "fallback-check", "ha-dns"] as const;

/** Writes the image's whole build context into `folder`: the scripts, and the agent bundled into one agent.js. */
export function writeImageContext(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of copied) copyFileSync(path.join(__dirname, name), path.join(folder, name));
  bundleAgent(path.join(folder, "agent.js"));
}

/** Bundles the agent into `outfile`; the same sources give the same bytes. Throws on a source that does not build. */
export function bundleAgent(outfile: string): void {
  buildSync({
    absWorkingDir: path.join(__dirname, "..", ".."),
    entryPoints: ["runtime/agent/main.ts"],
    outfile,
    bundle: true,
    platform: "node",
    target: "node22",
    legalComments: "none",
    logLevel: "silent",
  });
}
