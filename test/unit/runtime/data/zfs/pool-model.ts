import type { Dataset } from "../../../../../runtime/data/zfs/dataset";
import type { ZfsArguments } from "../../../../../runtime/data/zfs/keeping";

interface Modelled {
  mounted: boolean;
  readonly: boolean;
  canmount: string;
  origin: string;
  own: Map<string, string>;
  /** What is in it now, and in each snapshot, in order. */
  content: string;
  snapshots: Map<string, string>;
}

const fresh = (content: string): Modelled => ({
  mounted: false,
  readonly: false,
  canmount: "on",
  origin: "",
  own: new Map(),
  content,
  snapshots: new Map(),
});

/** What ZFS does of the commands by which a branch is kept. Throws where ZFS would refuse. */
export class PoolModel {
  private readonly datasets = new Map<string, Modelled>();

  add(name: string, content: string, own: Readonly<Record<string, string>> = {}): void {
    this.datasets.set(name, { ...fresh(content), mounted: true, own: new Map(Object.entries(own)) });
  }

  snapshot(name: string, snapshot: string): void {
    const dataset = this.get(name);
    if (dataset.snapshots.has(snapshot)) throw new Error(`${name}@${snapshot} exists`);
    dataset.snapshots.set(snapshot, dataset.content);
  }

  write(name: string, content: string): void {
    this.get(name).content = content;
  }

  /** All that has to be in it somewhere, however it is called. */
  contents(): Set<string> {
    return new Set(
      [...this.datasets.values()].flatMap(({ content, snapshots }) => [content, ...snapshots.values()]),
    );
  }

  contentOf(name: string): string | undefined {
    return this.datasets.get(name)?.content;
  }

  /** After a boot: mounted is what is mounted by itself. */
  boot(): void {
    for (const [name, dataset] of this.datasets)
      dataset.mounted = dataset.canmount === "on" && !name.includes("/ha-dns-kept");
  }

  view(): Dataset[] {
    return [...this.datasets]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { mounted, readonly, canmount, origin, own, snapshots }]) => ({
        name,
        type: "filesystem",
        guid: "1",
        used: 0,
        referenced: 0,
        written: 0,
        mounted,
        mountpoint: "/",
        canmount,
        readonly,
        origin,
        partial: false,
        own,
        foreignMountpoint: false,
        snapshots: [...snapshots.keys()].map((snapshot) => ({
          name: snapshot,
          guid: "1",
          createdAt: 0,
          holds: 0,
        })),
      }));
  }

  apply(step: ZfsArguments): void {
    const [command = "", ...rest] = step;
    const last = rest.at(-1)!;
    switch (command) {
      case "unmount":
        this.get(last).mounted = false;
        return;
      case "set":
        return this.set(last, rest[0]!);
      case "inherit":
        this.get(last).own.delete(rest[0]!);
        return;
      case "snapshot": {
        const [name = "", snapshot = ""] = last.split("@");
        return this.within(name).forEach((one) => this.snapshot(one, snapshot));
      }
      case "create":
        return this.put(last, { ...fresh(""), canmount: "off" });
      case "clone":
        return this.clone(rest.at(-2)!, last);
      case "promote":
        return this.promote(last);
      case "rename":
        return this.rename(rest[0]!, last);
      default:
        throw new Error(`the model does not know zfs ${step.join(" ")}`);
    }
  }

  private set(name: string, setting: string): void {
    const dataset = this.get(name);
    const at = setting.indexOf("=");
    const [property, value] = [setting.slice(0, at), setting.slice(at + 1)];
    if (property === "readonly")
      this.within(name).forEach((one) => (this.get(one).readonly = value === "on"));
    else if (property === "canmount") dataset.canmount = value;
    else dataset.own.set(property, value);
  }

  private clone(origin: string, name: string): void {
    const [from = "", snapshot = ""] = origin.split("@");
    const content = this.get(from).snapshots.get(snapshot);
    if (content === undefined) throw new Error(`there is no ${origin}`);
    this.put(name, { ...fresh(content), canmount: "noauto", readonly: true, origin });
  }

  private promote(name: string): void {
    const clone = this.get(name);
    const [from = "", snapshot = ""] = clone.origin.split("@");
    const old = this.get(from);
    const all = [...old.snapshots];
    const upTo = all.findIndex(([one]) => one === snapshot) + 1;
    clone.snapshots = new Map([...all.slice(0, upTo), ...clone.snapshots]);
    old.snapshots = new Map(all.slice(upTo));
    [clone.origin, old.origin] = [old.origin, `${name}@${snapshot}`];
  }

  private rename(from: string, to: string): void {
    if (this.datasets.has(to)) throw new Error(`${to} exists`);
    for (const name of this.within(from)) {
      if (this.get(name).mounted) throw new Error(`${name} is mounted`);
      this.datasets.set(to + name.slice(from.length), this.get(name));
      this.datasets.delete(name);
    }
    for (const dataset of this.datasets.values())
      if (dataset.origin.startsWith(`${from}@`) || dataset.origin.startsWith(`${from}/`))
        dataset.origin = to + dataset.origin.slice(from.length);
  }

  private put(name: string, dataset: Modelled): void {
    if (this.datasets.has(name)) throw new Error(`${name} exists`);
    if (!this.datasets.has(name.slice(0, name.lastIndexOf("/"))) && name.split("/").length > 2)
      throw new Error(`the parent of ${name} does not exist`);
    this.datasets.set(name, dataset);
  }

  private within(top: string): string[] {
    return [...this.datasets.keys()].filter((name) => name === top || name.startsWith(`${top}/`)).sort();
  }

  private get(name: string): Modelled {
    const found = this.datasets.get(name);
    if (!found) throw new Error(`there is no ${name}`);
    return found;
  }
}
