import type { Branches, DatasetView, Kept, Snapshot, Snapshots, Volumes } from "../../../runtime/data/parts";
import { runCommand } from "../../../runtime/data/command";

/* As little of a host's ZFS as replication needs, for a test of replication alone. */

const zfs = async (...args: readonly string[]): Promise<string> => {
  const { code, stdout, stderr } = await runCommand("zfs", args, { deadlineMs: 20_000 });
  if (code !== 0) throw new Error(`zfs ${args.join(" ")}: ${stderr.trim()}`);
  return stdout;
};

const tolerant = async (said: RegExp, ...args: readonly string[]): Promise<void> => {
  await zfs(...args).catch((error: unknown) => {
    if (!(error instanceof Error) || !said.test(error.message)) throw error;
  });
};

const stamp = (): string => new Date().toISOString().replace(/[-:]|\.\d+/g, "");

export class ThinZfs implements Pick<Volumes, "snapshot">, Snapshots, Branches {
  private count = 0;

  constructor(private readonly roots: readonly string[]) {}

  async snapshot(): Promise<string> {
    const name = `ha-dns_${stamp()}-${process.pid}-${(this.count += 1)}`;
    for (const root of this.roots) await zfs("snapshot", "-r", `${root}@${name}`);
    return name;
  }

  async tree(root: string): Promise<readonly DatasetView[]> {
    const asked = "type,guid,creation,userrefs,used,mountpoint";
    const said = await zfs("get", "-rHp", "-o", "name,property,value", asked, root).catch(
      (error: unknown) => {
        if (error instanceof Error && error.message.includes("does not exist")) return "";
        throw error;
      },
    );
    const all = new Map<string, Map<string, string>>();
    for (const line of said.split("\n").filter((one) => one !== "")) {
      const [name = "", property = "", value = ""] = line.split("\t");
      all.set(name, (all.get(name) ?? new Map<string, string>()).set(property, value));
    }
    const views: DatasetView[] = [];
    for (const name of [...all.keys()].filter((one) => !one.includes("@"))) {
      const own = [...all].filter(([one]) => one.startsWith(`${name}@`));
      const snapshots = own.map(([one, values]) => ({
        name: one.slice(one.indexOf("@") + 1),
        guid: values.get("guid") ?? "",
        createdAt: Number(values.get("creation")) * 1000,
        held: values.get("userrefs") !== "0",
      }));
      const below = [...all.values()].map((values) => values.get("mountpoint"));
      const place = all.get(name)?.get("mountpoint") ?? "";
      const inside = await runCommand("find", [place, "-mindepth", "1", "-maxdepth", "1"]);
      const files = inside.stdout.split("\n").filter((file) => file !== "" && !below.includes(file));
      const changed = own.at(-1)?.[1].get("used") !== "0";
      views.push({ name, snapshots, changed, empty: own.length === 0 && files.length === 0, partial: false });
    }
    return views;
  }

  async hold(tag: string, snapshots: readonly string[]): Promise<void> {
    for (const one of snapshots) await tolerant(/already exists/, "hold", tag, one);
  }

  async release(tag: string, snapshots: readonly string[]): Promise<void> {
    for (const one of snapshots) await tolerant(/no such tag|does not exist/, "release", tag, one);
  }

  async prune(snapshots: readonly string[]): Promise<void> {
    for (const one of snapshots) await zfs("destroy", one);
  }

  async keep(root: string, common: Snapshot | undefined, from: string): Promise<Kept> {
    const [pool = "", ...path] = root.split("/");
    const at = Date.now();
    const dataset = `${pool}/kept/${path.join("-")}-${stamp()}`;
    await zfs("snapshot", "-r", `${root}@kept-${stamp()}`);
    await tolerant(/already exists/, "create", "-o", "mountpoint=none", `${pool}/kept`);
    const names = (await this.tree(root)).map(({ name }) => name);
    for (const name of [...names].reverse()) await tolerant(/not currently mounted/, "unmount", name);
    await zfs("rename", root, dataset);
    if (common) {
      for (const name of names) {
        const moved = `${dataset}${name.slice(root.length)}`;
        await zfs("clone", `${moved}@${common.name}`, name);
        await zfs("promote", name);
      }
    }
    return { dataset, at, bytes: 0, from };
  }

  async makeRoom(dataset: string): Promise<void> {
    const names = (await this.tree(dataset)).map(({ name }) => name).reverse();
    for (const name of names) {
      await tolerant(/not currently mounted/, "unmount", name);
      await runCommand("sh", ["-c", 'while grep -q "^$1 " /proc/mounts; do sleep 0.1; done', "sh", name]);
      await zfs("destroy", name);
    }
  }

  async settle(root: string): Promise<void> {
    await zfs("set", "readonly=on", root);
    for (const { name } of await this.tree(root)) await tolerant(/already mounted/, "mount", name);
  }
}
