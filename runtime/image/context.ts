import { copyFileSync, mkdirSync } from "node:fs";
import path from "node:path";
import { buildSync } from "esbuild";

const copied = [
  "Dockerfile",
  "entrypoint",
  "notify",
  "fallback-check",
  "router-advertisement",
  "announce-dns",
  "ha-dns",
] as const;
/** The runtime's programs by their file in the image; data.js is copied out of it, and runs on the host; the host runs rejoin.js. */
const programs = {
  "agent.js": "runtime/agent/main.ts",
  "data.js": "runtime/data/main.ts",
  "rejoin.js": "runtime/rejoin/main.ts",
} as const;

/** Libraries that the agent imports only if it is configured to use them: in files of their own, they cost nothing else. */
const lazy = ["nodemailer", "mqtt"];

/** What the agent's page has for browsers, by its file in the image. */
const pageFiles = {
  "page.css": "runtime/agent/page/page.css",
  "page.js": "runtime/agent/page/live.ts",
} as const;

/** Writes the image's whole build context into `folder`: the scripts, and each program bundled into one file. */
export function writeImageContext(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of copied) copyFileSync(path.join(__dirname, name), path.join(folder, name));
  copyFileSync(path.join(__dirname, "..", "second", "second.c"), path.join(folder, "second.c"));
  for (const [name, source] of Object.entries(programs)) bundle(source, path.join(folder, name));
  for (const name of lazy) bundle(require.resolve(name), path.join(folder, "node_modules", name, "index.js"));
  writePageFiles(folder);
}

/** Writes them as short as they can be. Throws on a source that does not build. */
export function writePageFiles(folder: string): void {
  for (const [name, source] of Object.entries(pageFiles))
    buildSync({
      absWorkingDir: path.join(__dirname, "..", ".."),
      entryPoints: [source],
      outfile: path.join(folder, name),
      bundle: true,
      minify: true,
      // Browsers of the last four years.
      target: ["es2022", "chrome111", "firefox113", "safari16.2"],
      format: "iife",
      legalComments: "none",
      logLevel: "silent",
    });
}

/** Bundles a program into `outfile`; the same sources give the same bytes. Throws on a source that does not build. */
function bundle(source: string, outfile: string): void {
  buildSync({
    absWorkingDir: path.join(__dirname, "..", ".."),
    entryPoints: [source],
    outfile,
    bundle: true,
    external: lazy,
    platform: "node",
    target: "node24",
    legalComments: "none",
    logLevel: "silent",
  });
}
