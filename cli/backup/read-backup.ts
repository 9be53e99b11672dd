import { createReadStream } from "node:fs";
import { buffer } from "node:stream/consumers";
import path from "node:path";
import type { FoundContent } from "../../runtime/contract/adoption";
import { errorText } from "../../runtime/contract/error-text";
import { listsSchema, longestPart, manifestSchema, members, type Manifest } from "./contents";
import { decrypted } from "./encryption";
import { unpackedTar, type ArchiveMember } from "./tar-stream";

/** A backup that has been read to its end: every byte of it is as it was written. */
export interface Backup {
  readonly manifest: Manifest;
  /** Content by path below the project's root. */
  readonly config: ReadonlyMap<string, Buffer>;
  /** By node. */
  readonly stacks: ReadonlyMap<string, string>;
  readonly passphrase: string | undefined;
  readonly lists: FoundContent;
  /** Bytes of each node's history of queries. */
  readonly histories: ReadonlyMap<string, number>;
}

/** Reads all of a backup but the histories' content. Rejects with what is wrong with it. */
export async function readBackup(file: string, passphrase: string): Promise<Backup> {
  const small = new Map<string, Buffer>();
  const histories = new Map<string, number>();
  await through(file, passphrase, async ({ name, size, content }) => {
    const node = /^history\/([a-z0-9-]+)\.db$/.exec(name)?.[1];
    if (node !== undefined) return void histories.set(node, size);
    if (size > longestPart) throw new Error(`${name}: ${size} bytes are more than such a part has`);
    small.set(name, await buffer(content));
  });
  const text = (name: string): string => {
    const content = small.get(name);
    if (!content) throw new Error(`${file}: ${name} is not in it`);
    return content.toString("utf8");
  };
  const manifest = manifestSchema.safeParse(JSON.parse(text(members.manifest)));
  if (!manifest.success)
    throw new Error(`${file}: made by another version of this program, which this one cannot restore`);
  return {
    manifest: manifest.data,
    config: configIn(file, small),
    stacks: new Map(manifest.data.nodes.map((node) => [node, text(members.stack(node))])),
    passphrase: small.get(members.passphrase)?.toString("utf8"),
    lists: listsSchema.parse(JSON.parse(text(members.lists))),
    histories,
  };
}

/** Gives the content of a node's history to `use`. */
export async function readHistory(
  file: string,
  passphrase: string,
  node: string,
  use: (content: AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<void> {
  const wanted = members.history(node);
  await through(file, passphrase, async ({ name, content }) => {
    if (name === wanted) await use(content);
  });
}

async function through(
  file: string,
  passphrase: string,
  visit: (member: ArchiveMember) => Promise<void>,
): Promise<void> {
  let visitors: unknown;
  const watched = (member: ArchiveMember): Promise<void> =>
    visit(member).catch((error: unknown) => {
      visitors = error;
      throw error;
    });
  try {
    await unpackedTar(await decrypted(createReadStream(file), passphrase), watched);
  } catch (error) {
    // An error of `visit` is no fault of the file.
    if (visitors !== undefined) throw visitors;
    const words = errorText(error);
    const hint = /no identity matched|incorrect/i.test(words) ? "; is the passphrase the right one?" : "";
    throw new Error(`${file}: not a whole backup that this passphrase opens: ${words}${hint}`, {
      cause: error,
    });
  }
}

const prefix = members.config("");

function configIn(file: string, small: ReadonlyMap<string, Buffer>): Map<string, Buffer> {
  const files = [...small].filter(([name]) => name.startsWith(prefix));
  return new Map(
    files.map(([name, content]) => {
      const at = name.slice(prefix.length);
      // Who made the file knew its passphrase, and might still write elsewhere by mistake.
      if (path.posix.isAbsolute(at) || path.posix.normalize(at) !== at || at.startsWith(".."))
        throw new Error(`${file}: ${at} does not belong to the project`);
      return [at, content];
    }),
  );
}
