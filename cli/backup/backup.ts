import { createReadStream, existsSync, linkSync, rmSync } from "node:fs";
import { open, stat } from "node:fs/promises";
import { loadFiles, type FileNode } from "../../components/load-files";
import { programVersion } from "../../components/program-version";
import { errorText } from "../../runtime/contract/error-text";
import type { CallOf } from "../frame/command-type";
import { leaderOf } from "../leader-of";
import { members, type Manifest } from "./contents";
import { historyOf, listsOf } from "./node-content";
import { pulumiPassphrase } from "../pulumi/passphrase";
import { backupPassphrase } from "./backup-passphrase";
import { contentOf, projectFiles } from "./project-files";
import { decrypted, encrypted } from "./encryption";
import { Stacks } from "./stacks";
import { packedTar, unpackedTar, type ArchiveMember } from "./tar-stream";

interface Values {
  readonly out: string;
  readonly "passphrase-file": string | undefined;
  readonly "without-history": boolean;
}
type Call = CallOf<Values>;

/** Resolves to the exit code: 1 if the history of a node is not in the file. Rejects, and leaves no file, otherwise. */
export async function runBackup(call: Call): Promise<number> {
  const { values, root, signal, print, note } = call;
  const { out } = values;
  if (existsSync(out))
    throw new Error(`${out} is there already; expected a file to be made. Name another one`);
  const { nodes } = loadFiles(root, process.env.HA_DNS_SITE);
  note("asking the nodes who leads …");
  const leader = await leaderOf(nodes);
  const passphrase = await backupPassphrase(values["passphrase-file"], signal, true);
  const missing: string[] = [];
  const parts = partsOf(call, nodes, leader, (name, error) => {
    missing.push(`the history of ${name} is not in it: ${errorText(error)}`);
    note(missing.at(-1)!);
  });
  await writeWhole(out, await encrypted(packedTar(parts), passphrase));
  note("reading it back …");
  const names: string[] = [];
  await unpackedTar(await decrypted(createReadStream(out), passphrase), (member) => {
    names.push(member.name);
    return Promise.resolve();
  });
  const { size } = await stat(out);
  print(`${out}: ${size} bytes, ${names.length} parts; opened and read back\n`);
  missing.forEach((line) => print(`${line}\n`));
  return missing.length === 0 ? 0 : 1;
}

/** Each part as it is got; nothing lies in the clear anywhere on the way. */
async function* partsOf(
  { values, root, note }: Call,
  nodes: readonly FileNode[],
  leader: FileNode,
  onMissing: (node: string, error: unknown) => void,
): AsyncGenerator<ArchiveMember> {
  const names = nodes.map(({ plan }) => plan.node.name);
  const { version } = programVersion();
  const { vip } = nodes[0]!.plan.cluster;
  const manifest: Manifest = { format: 1, program: version, at: new Date().toISOString(), nodes: names, vip };
  yield part(members.manifest, JSON.stringify(manifest));
  const plans = nodes.map(({ plan }) => plan);
  for (const file of projectFiles(root, plans)) yield part(members.config(file), contentOf(root, file));
  const secret = pulumiPassphrase(root);
  if (secret !== undefined) yield part(members.passphrase, secret);
  const stacks = new Stacks(root);
  for (const name of names) {
    note(`${name}: its stack …`);
    yield part(members.stack(name), await stacks.export(name));
  }
  note("lists and settings …");
  yield part(members.lists, JSON.stringify(await listsOf(leader)));
  if (values["without-history"]) return;
  for (const node of nodes) {
    const { name } = node.plan.node;
    note(`${name}: its history of queries …`);
    const history = await historyOf(node).catch((error: unknown) => onMissing(name, error));
    if (history) yield { name: members.history(name), ...history };
  }
}

function part(name: string, text: string | Buffer): ArchiveMember {
  const content = Buffer.from(text as string);
  return {
    name,
    size: content.length,
    content: (async function* () {
      yield await Promise.resolve(content);
    })(),
  };
}

/** Writes the whole file, flushed to disk, or none. Rejects if the file exists by then. */
async function writeWhole(file: string, content: AsyncIterable<Uint8Array>): Promise<void> {
  const unfinished = `${file}.${process.pid}.part`;
  try {
    const handle = await open(unfinished, "wx", 0o600);
    try {
      for await (const piece of content) await handle.write(piece);
      await handle.sync();
    } finally {
      await handle.close();
    }
    linkSync(unfinished, file);
  } finally {
    rmSync(unfinished, { force: true });
  }
}
