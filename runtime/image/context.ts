import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
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

/** What a library takes if it is there: in a clone it would be, by way of tools that the program itself does not need. */
const optional = ["supports-color"];

/** What the agent's page has for browsers, by its file in the image. */
const pageFiles = {
  "page.css": "runtime/agent/page/page.css",
  "page.js": "runtime/agent/page/live.ts",
} as const;

/** As a package this program lies beside its libraries; in a clone they lie in it. */
const program = path.join(__dirname, "..", "..");
const isPackage = path.basename(path.dirname(program)) === "node_modules";
/** Named, because esbuild looks for no compiler options in node_modules, and fields of classes would begin otherwise. */
const tsconfig = path.join(program, "tsconfig.json");

/** Writes the image's whole build context into `folder`: the scripts, and each program bundled into one file. */
export function writeImageContext(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of copied) copyFileSync(path.join(__dirname, name), path.join(folder, name));
  copyFileSync(path.join(__dirname, "..", "second", "second.c"), path.join(folder, "second.c"));
  for (const [name, source] of Object.entries(programs))
    bundle(source, path.join(folder, name), { tsconfig });
  for (const name of lazy) bundle(require.resolve(name), path.join(folder, "node_modules", name, "index.js"));
  writePageFiles(folder);
}

/** Writes them as short as they can be. Throws on a source that does not build. */
export function writePageFiles(folder: string): void {
  for (const [name, source] of Object.entries(pageFiles))
    buildSync({
      absWorkingDir: program,
      tsconfig,
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

/**
 * Bundles a program into `outfile`; the same sources give the same bytes, also if a clone has become a package: esbuild
 * writes each source's path into it. Throws on a source that does not build.
 */
function bundle(source: string, outfile: string, options: { readonly tsconfig?: string } = {}): void {
  const { outputFiles } = buildSync({
    ...options,
    absWorkingDir: isPackage ? path.join(program, "..", "..") : program,
    entryPoints: [path.resolve(program, source)],
    write: false,
    bundle: true,
    external: [...lazy, ...optional],
    platform: "node",
    target: "node24",
    legalComments: "none",
    logLevel: "silent",
  });
  mkdirSync(path.dirname(outfile), { recursive: true });
  writeFileSync(outfile, withoutPlaces(outputFiles[0]!.text));
}

/** Without the folders in which npm has put this package, and one library for the sake of another. */
const withoutPlaces = (text: string): string =>
  text
    .replaceAll("node_modules/ha-dns/", "")
    .replace(/(?:node_modules\/(?:@[^/"\n]+\/)?[^/"\n]+\/)+(?=node_modules\/)/g, "");
