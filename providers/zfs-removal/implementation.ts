import { hostOf } from "../ssh/pool";
import type { SshHost } from "../ssh/connection";
import type { SshTarget } from "../ssh/target";
import type { Implementation } from "../implementation";
import { listDatasets, rawProperties } from "../zfs/zfs-list";
import { parseProperties } from "../zfs-dataset/dataset-steps";
import { judgeRemoval, type Judgement, type Removed } from "./judge-removal";

interface Inputs {
  readonly target: SshTarget;
  /** The datasets that config declares now. */
  readonly declared: readonly string[];
  /** The dataset that may be destroyed although it holds data; "" for none. */
  readonly allowed: string;
  /** The dataset that stays as it is, and is asked after no more; "" for none. */
  readonly left: string;
  /** By which replication holds snapshots, so that nobody destroys them. */
  readonly tags: readonly string[];
}

export const zfsRemoval: Implementation<Inputs, Inputs> = {
  async diff(_id, olds, news) {
    // Preview is told what will be refused, before anything else is touched.
    if (gone(olds, news).length > 0) refuse(news, await judgeOn(await hostOf(news.target), olds, news));
    return { changes: JSON.stringify(settings(olds)) !== JSON.stringify(settings(news)), replaces: [] };
  },

  async create(inputs) {
    return { id: `${inputs.target.host}:datasets`, outs: inputs };
  },

  async read(id, props) {
    return { id, props };
  },

  async update(_id, olds, news) {
    if (gone(olds, news).length > 0) {
      const host = await hostOf(news.target);
      const judgement = await judgeOn(host, olds, news);
      refuse(news, judgement);
      for (const { name, withSnapshots } of judgement.destroy)
        await host.must(["sh", "-c", destroy, "sh", name, withSnapshots ? "-r" : "", ...news.tags]);
    }
    return { outs: news };
  },

  async delete(_id, { target, declared }) {
    if (declared.length === 0) return;
    // What a provider writes to its standard output, the engine shows to the person who runs it.
    console.log(`The datasets stay on ${target.host}, with all that is in them: ${declared.join(", ")}`);
  },
};

// $1 dataset, $2 -r or nothing. Unmounted first, which fails if it is in use: nobody writes to it any more. ZFS may
// call it busy for a moment after that. What could not be destroyed is mounted again, so that it can be looked at.
// What replication holds of it goes with it ($3 and on are its tags); what another holds keeps it.
const destroy = `set -eu
[ "$(zfs get -H -o value mounted "$1")" != yes ] || zfs unmount "$1"
name=$1 how=\${2-}
shift 2
if [ -n "$how" ]; then
  zfs list -H -o name,userrefs -t snapshot -d 1 "$name" | while read -r snapshot holds; do
    [ "$holds" != 0 ] || continue
    for tag; do zfs release "$tag" "$snapshot" 2>/dev/null || true; done
  done
fi
tries=0
until said=$(zfs destroy $how "$name" 2>&1); do
  tries=$((tries + 1))
  case "$said" in *busy*) [ "$tries" -gt 20 ] || { sleep 0.5; continue; } ;; esac
  zfs mount "$name" || true
  echo "$said" >&2
  exit 1
done`;

const settings = ({ declared, allowed, left, tags }: Inputs): readonly unknown[] => [
  declared,
  allowed,
  left,
  tags,
];

const gone = (olds: Inputs, news: Inputs): string[] =>
  olds.declared.filter((name) => !news.declared.includes(name) && name !== news.left);

async function judgeOn(host: SshHost, olds: Inputs, news: Inputs): Promise<Judgement> {
  const removed: Removed[] = [];
  for (const name of gone(olds, news)) {
    const found = await look(host, name);
    if (found) removed.push(found);
  }
  return judgeRemoval(removed, news.allowed);
}

function refuse({ target }: Inputs, { refusals }: Judgement): void {
  if (refusals.length === 0) return;
  throw new Error(
    `${target.host}: a dataset that holds data is not destroyed by taking it out of the config.\n` +
      `${refusals.map((why) => `  ${why}`).join("\n")}\nNothing was destroyed. Put it back into datasets; or, ` +
      `one name and up at a time: to destroy it with all that is in it, pulumi config set destroyDataset NAME; ` +
      `to leave it as it is to yourself, pulumi config set leaveDataset NAME.`,
  );
}

// $1 dataset, $2 its mountpoint. Exit 0 only if it is this very dataset that is seen there, and nothing is in it.
const isEmpty = `[ "$(df --output=source "$2" | tail -n 1)" = "$1" ] || exit 3
found=$(find "$2" -mindepth 1 -maxdepth 1 ! -name .zfs -print -quit) || exit 4
[ -z "$found" ] || exit 5`;
// Bytes that a file system without a file takes up at most, whatever its pool is made of.
const emptyAtMost = 2 ** 20;

/** Undefined if there is no such dataset: somebody has destroyed it already. */
async function look(host: SshHost, name: string): Promise<Removed | undefined> {
  const below = await listDatasets(host, "zfs", ["-r", "-t", "filesystem,volume,snapshot", name]);
  if (!below) return undefined;
  const found = parseProperties(await rawProperties(host, name));
  const value = (property: string): string => found.get(property)?.value ?? "";
  const seen =
    value("mounted") === "yes" &&
    Number(value("referenced") || NaN) <= emptyAtMost &&
    (await host.exec(["sh", "-c", isEmpty, "sh", name, value("mountpoint")])).code === 0;
  return {
    name,
    type: value("type"),
    used: Number(value("used")),
    children: below.filter((one) => one !== name && !one.includes("@")),
    snapshots: below.filter((one) => one.startsWith(`${name}@`)).length,
    seenEmpty: seen,
  };
}
