import type { DrainCause } from "../contract/drain-cause";
import { existsSync, rmSync } from "node:fs";
import { drainForced } from "../contract/files";
import { vrrpStates, type DrainWish, type VrrpState } from "./health";
import type { Paths } from "./agent-paths";
import { readText, replaceFile } from "../common/text-file";

/**
 * The files that the agent shares with keepalived and the host. They lie on a tmpfs, where a synchronous call
 * takes microseconds, less than handing it to a thread, and cannot hang.
 */
export class SharedFiles {
  private keeps = false;
  private readonly kept = new Map<string, unknown>();

  constructor(readonly paths: Paths) {}

  /** What was read is kept until `changed` is called, if somebody watches the files: ten reads a second cost more. */
  keep(keeps: boolean): void {
    this.keeps = keeps;
    this.changed();
  }

  /** Some of them have changed, or may have. */
  changed(): void {
    this.kept.clear();
  }

  /** keepalived's last word, or `unknown` where it has said none. */
  vrrpState(): VrrpState {
    return this.once("vrrpState", () => {
      const word = readText(this.paths.vrrpState)?.trim();
      return vrrpStates.find((state) => state === word) ?? "unknown";
    });
  }

  /** That this node is to be drained, and by what; undefined if it is not. */
  drainWish(): DrainWish | undefined {
    return this.once("drain", () => this.readDrainWish());
  }

  failbackWanted(): boolean {
    return this.once("failback", () => existsSync(this.paths.failback));
  }

  forgetFailback(): void {
    rmSync(this.paths.failback, { force: true });
    this.changed();
  }

  /** Makes sure that a track file holds `value`; keepalived's container may have overwritten it. Says if it wrote. */
  assert(file: "health" | "claim", value: number): boolean {
    const holds = this.once(file, () => readText(this.paths[file])?.trim());
    if (holds === String(value)) return false;
    replaceFile(this.paths[file], `${value}\n`);
    this.changed();
    return true;
  }

  writeRole(role: string): void {
    replaceFile(this.paths.role, role);
  }

  private readDrainWish(): DrainWish | undefined {
    const { drain, drainMaintenance, drainUpdate, drainSettings } = this.paths;
    const files: readonly { readonly by: DrainCause; readonly file: string }[] = [
      { by: "hand", file: drain },
      { by: "maintenance", file: drainMaintenance },
      { by: "update", file: drainUpdate },
      { by: "settings", file: drainSettings },
    ];
    const wishes = files.filter(({ file }) => existsSync(file));
    if (wishes.length === 0) return undefined;
    return {
      by: wishes.map(({ by }) => by),
      force: wishes.some(({ file }) => readText(file)?.trim() === drainForced),
    };
  }

  private once<T>(what: string, read: () => T): T {
    if (!this.keeps) return read();
    if (!this.kept.has(what)) this.kept.set(what, read());
    return this.kept.get(what) as T;
  }
}
