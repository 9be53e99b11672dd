import { createHash } from "node:crypto";
import path from "node:path";
import { build } from "esbuild";
import { docker } from "../shell";
import type { ProbeOptions, ProbeReport } from "./protocol";

const entries = ["stream", "probe"] as const;
type Entry = (typeof entries)[number];

/** Where the lab's client keeps the drill's programs. */
export interface ClientPrograms {
  readonly container: string;
  readonly files: Readonly<Record<Entry, string>>;
}

/** Bundles the drill's programs and puts them into the client container. Throws where that cannot be done. */
export async function installClient(container: string): Promise<ClientPrograms> {
  const files: Record<string, string> = {};
  for (const entry of entries) {
    const text = await bundle(path.join(__dirname, "client", `${entry}.ts`));
    const hash = createHash("sha256").update(text).digest("hex").slice(0, 12);
    const file = `/var/tmp/ha-dns-${entry}-${hash}.js`;
    // By stdin: `docker cp` does not reach a tmpfs. The move makes it whole or absent.
    const write = `test -e ${file} || { cat > ${file}.$$ && mv ${file}.$$ ${file}; }`;
    await docker(["exec", "-i", container, "sh", "-c", write], { stdin: text, timeoutMs: 30_000 });
    files[entry] = file;
  }
  return { container, files: files as Record<Entry, string> };
}

/** Bundles a program of the client into one CommonJS text for Node 22 and later. */
export async function bundle(entry: string): Promise<string> {
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    platform: "node",
    target: "node22",
    format: "cjs",
    write: false,
    logLevel: "silent",
  });
  return result.outputFiles[0]!.text;
}

/** Looks at the cluster once from the client. Throws where the client itself cannot. */
export async function probe(client: ClientPrograms, options: ProbeOptions): Promise<ProbeReport> {
  const args = ["exec", client.container, "node", client.files.probe, JSON.stringify(options)];
  return JSON.parse(await docker(args, { timeoutMs: 15_000 })) as ProbeReport;
}
