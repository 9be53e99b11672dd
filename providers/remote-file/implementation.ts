import { sha256 } from "../ssh/sha256";
import { hostOf, hostOfState } from "../ssh/pool";
import { putFile } from "../ssh/put-file";
import type { SshHost } from "../ssh/connection";
import type { SshTarget } from "../ssh/target";
import type { Implementation } from "../implementation";

interface Inputs {
  readonly target: SshTarget;
  readonly path: string;
  readonly content: string;
  /** How the content stands for the file's bytes; UTF-8 where nothing is said. */
  readonly encoding?: "base64";
  readonly mode: string;
  /** Number of the user and group; root's if there is none. */
  readonly owner?: number;
}

interface Outputs {
  readonly target: SshTarget;
  readonly path: string;
  readonly mode: string;
  readonly owner: string;
  readonly sha256: string;
}

/** What a file on the host is like; the same spelling as the outputs. */
type Observed = Pick<Outputs, "mode" | "owner" | "sha256">;

export const remoteFile: Implementation<Inputs, Outputs> = {
  async diff(_id, olds, news) {
    const replaces = [
      ...(olds.path === news.path ? [] : ["path"]),
      ...(olds.target.host === news.target.host ? [] : ["target"]),
    ];
    const same =
      olds.sha256 === sha256(bytesOf(news)) && olds.mode === news.mode && olds.owner === ownerOf(news);
    return { changes: replaces.length > 0 || !same, replaces, deleteBeforeReplace: false };
  },

  async create(inputs) {
    return { id: `${inputs.target.host}:${inputs.path}`, outs: await converge(inputs) };
  },

  async read(id, props) {
    const observed = await observe(await hostOfState(props.target), props.path);
    return observed ? { id, props: { ...props, ...observed } } : {};
  },

  async update(_id, _olds, news) {
    return { outs: await converge(news) };
  },

  async delete(_id, props) {
    await (await hostOfState(props.target)).must(["rm", "-f", props.path]);
  },
};

async function converge(inputs: Inputs): Promise<Outputs> {
  const { target, path, mode } = inputs;
  const content = bytesOf(inputs);
  const host = await hostOf(target);
  const wanted: Observed = { mode, owner: ownerOf(inputs), sha256: sha256(content) };
  if (!equal(await observe(host, path), wanted)) {
    await putFile(host, { path, mode, owner: wanted.owner, content });
    const written = await observe(host, path);
    if (!equal(written, wanted))
      throw new Error(
        `${target.host}: ${path} was written, but reads back differently: another hand is on it`,
      );
  }
  return { target, path, ...wanted };
}

/** Undefined if there is no such file. */
async function observe(host: SshHost, path: string): Promise<Observed | undefined> {
  const script = '[ -e "$1" ] || exit 3; stat -c "%a %u:%g" "$1" && sha256sum < "$1"';
  const outcome = await host.exec(["sh", "-c", script, "sh", path]);
  if (outcome.code === 3) return undefined;
  if (outcome.code !== 0) throw new Error(`cannot read ${path}: ${outcome.stderr.trim()}`);
  const [mode, owner, sha256] = outcome.stdout.split(/\s+/);
  return { mode: mode!, owner: named(owner!), sha256: sha256! };
}

const ownerOf = ({ owner = 0 }: Inputs): string => named(`${owner}:${owner}`);

/** root by its name; nobody else need have one on the host. */
const named = (owner: string): string => owner.replace(/\b0\b/g, "root");

const equal = (a: Observed | undefined, b: Observed): boolean =>
  a?.mode === b.mode && a.owner === b.owner && a.sha256 === b.sha256;

const bytesOf = ({ content, encoding }: Inputs): Buffer => Buffer.from(content, encoding ?? "utf8");
