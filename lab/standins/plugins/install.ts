import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import commandPackage from "@pulumi/command/package.json";
import dockerPackage from "@pulumi/docker/package.json";
import randomPackage from "@pulumi/random/package.json";

export interface InstallSettings {
  /** The Pulumi CLI's binary. */
  readonly pulumi: string;
  readonly pulumiHome: string;
  /** Where the plugins are put together before they are installed. */
  readonly folder: string;
  /** The Node binary that runs the stand-ins. */
  readonly nodeBinary: string;
  /** Holds official `pulumi-resource-docker`, `-random` and `-command`; they are installed instead of the stand-ins. */
  readonly officialFolder?: string;
}

const packages = [dockerPackage, randomPackage, commandPackage].map(({ name, version }) => ({
  name: name.split("/")[1]!,
  version,
}));

/**
 * Installs the plugins of the SDK's exact versions; what is already installed, byte for byte, is left alone. Throws
 * where a bundle cannot be made, an official binary is missing, or the CLI refuses.
 */
export async function installPlugins(settings: InstallSettings): Promise<void> {
  await Promise.all(packages.map((one) => installPlugin(settings, one.name, one.version)));
}

async function installPlugin(settings: InstallSettings, name: string, version: string): Promise<void> {
  const folder = path.join(settings.folder, name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const binary = path.join(folder, `pulumi-resource-${name}`);
  if (settings.officialFolder)
    await copyFile(path.join(settings.officialFolder, path.basename(binary)), binary);
  else await bundle(name, folder, binary, settings.nodeBinary);
  await chmod(binary, 0o755);

  const installed = path.join(settings.pulumiHome, "plugins", `resource-${name}-v${version}`);
  const record = path.join(installed, "installed.sha256");
  const hash = await hashOf(settings.officialFolder ? [binary] : [binary, path.join(folder, "main.js")]);
  if ((await readFile(record, "utf8").catch(() => "")) === hash) return;
  // If it fails, the error has what it wrote to stderr.
  await promisify(execFile)(
    settings.pulumi,
    ["plugin", "install", "resource", name, version, "--exact", "--reinstall", "--file", folder],
    { env: { ...process.env, PULUMI_HOME: settings.pulumiHome, PULUMI_SKIP_UPDATE_CHECK: "true" } },
  );
  await writeFile(record, hash);
}

/** One file of JavaScript and a script that runs it: nothing of this folder is needed once it is installed. */
async function bundle(name: string, folder: string, binary: string, node: string): Promise<void> {
  await build({
    entryPoints: [path.join(__dirname, name, "main.ts")],
    outfile: path.join(folder, "main.js"),
    bundle: true,
    platform: "node",
    target: "node24",
    format: "cjs",
    logLevel: "error",
    external: ["*.node", "cpu-features"], // Native helpers of ssh2, which works without them.
  });
  await writeFile(binary, `#!/bin/sh\nexec "${node}" "$(dirname "$0")/main.js" "$@"\n`);
}

async function hashOf(files: readonly string[]): Promise<string> {
  const hash = createHash("sha256");
  for (const file of files) hash.update(await readFile(file));
  return hash.digest("hex");
}
