import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { build } from "esbuild";
import { docker, must } from "../shell";
import type { Cluster } from "../cluster/cluster";
import type { Asks, ProbeOptions, ProbeReport } from "./stream-protocol";
import type { HostCommand } from "../cluster/reach";

const entries = ["stream", "probe", "pihole", "collector", "attack", "impostor"] as const;
type Entry = (typeof entries)[number];

/** The drill's programs, where clients ask. */
export interface ClientPrograms {
  /** The lab's client; absent if this machine itself asks. */
  readonly container?: string;
  readonly files: Readonly<Record<Entry, string>>;
  /** What they ask; the lab's own internet if nothing is said. */
  readonly asks?: Asks;
}

/** How this machine runs one of the programs, its stdin passed on. */
export function programCommand(client: ClientPrograms, entry: Entry, options: object): HostCommand {
  const program = ["node", client.files[entry], JSON.stringify({ asks: client.asks, ...options })];
  if (client.container === undefined) return [process.execPath, ...program.slice(1)];
  return ["docker", "exec", "-i", client.container, ...program];
}

/** Puts the drill's programs where the cluster's clients ask. */
export const installPrograms = ({ client, folder, asks }: Cluster): Promise<ClientPrograms> =>
  client === undefined ? installHere(path.join(folder, "client"), asks) : installClient(client);

async function installHere(folder: string, asks?: Asks): Promise<ClientPrograms> {
  await mkdir(folder, { recursive: true });
  const files: Record<string, string> = {};
  for (const entry of entries) {
    files[entry] = path.join(folder, `${entry}.js`);
    await writeFile(files[entry], await bundle(path.join(__dirname, "client", `${entry}-program.ts`)));
  }
  return { files: files as Record<Entry, string>, asks };
}

/** Bundles the drill's programs and puts them into the client container. Throws if that cannot be done. */
export async function installClient(container: string): Promise<ClientPrograms> {
  const files: Record<string, string> = {};
  for (const entry of entries) {
    const text = await bundle(path.join(__dirname, "client", `${entry}-program.ts`));
    const hash = createHash("sha256").update(text).digest("hex").slice(0, 12);
    const file = `/var/tmp/ha-dns-${entry}-${hash}.js`;
    // By stdin: `docker cp` does not reach a tmpfs. The move makes it whole or absent.
    const write = `test -e ${file} || { cat > ${file}.$$ && mv ${file}.$$ ${file}; }`;
    await docker(["exec", "-i", container, "sh", "-c", write], { stdin: text, timeoutMs: 30_000 });
    files[entry] = file;
  }
  return { container, files: files as Record<Entry, string> };
}

/** Bundles a program of the client into one CommonJS text. */
export async function bundle(entry: string): Promise<string> {
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    platform: "node",
    target: "node24",
    format: "cjs",
    write: false,
    logLevel: "silent",
  });
  return result.outputFiles[0]!.text;
}

/** Looks at the cluster once from the client. Throws if the client itself cannot. */
export async function probe(client: ClientPrograms, options: ProbeOptions): Promise<ProbeReport> {
  const [program, ...args] = programCommand(client, "probe", options);
  return JSON.parse(await must(program, args, { timeoutMs: 15_000 })) as ProbeReport;
}
