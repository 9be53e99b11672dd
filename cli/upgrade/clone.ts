import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { runGit } from "../../components/run-git";
import { replaceFiles } from "../init/replace-file";
import { UsageError } from "../frame/command-type";
import { shown, type ProgramOnDisk } from "./program-on-disk";
import type { Version } from "./record";

/** The config of a cluster. Git tracks these files and every user changes them, so another version leaves them as they are. */
const isConfig = (file: string): boolean => /^Pulumi(\.[a-z0-9-]+)?\.yaml$/.test(file);

/** A clone of this program: its versions are commits. */
export class Clone implements ProgramOnDisk {
  readonly folder: string;

  constructor(private readonly root: string) {
    this.folder = root;
  }

  current(): Version {
    const branch = this.tryGit("symbolic-ref", "--short", "--quiet", "HEAD") ?? "";
    return { kind: "clone", id: this.git("rev-parse", "HEAD"), branch };
  }

  /** A tag, a branch or a commit; asks the remote for it if it is not here. Throws UsageError if it is nowhere. */
  find(wanted: string): Version {
    const find = () =>
      this.tryGit("rev-parse", "--verify", "--quiet", "--end-of-options", `${wanted}^{commit}`);
    const id = find() ?? (this.tryGit("fetch", "--quiet", "--tags") === undefined ? undefined : find());
    if (id !== undefined) return { kind: "clone", id, branch: "" };
    const tags = this.git("tag", "--sort=-creatordate").split("\n").filter(Boolean).slice(0, 5);
    throw new UsageError(
      `ha-dns upgrade: there is no version ${wanted}; expected a tag or a commit` +
        (tags.length > 0 ? `; the latest tags are ${tags.join(", ")}` : ""),
    );
  }

  /** Throws if the checkout holds changes of its own beside the config: another version would lose them. */
  checkReady(): void {
    const lines = this.git("status", "--porcelain", "--untracked-files=no").split("\n").filter(Boolean);
    const changed = lines.map((line) => line.slice(2).trim()).filter((file) => !isConfig(file));
    if (changed.length > 0)
      throw new Error(
        `${this.root}: found changes in ${changed.join(", ")}; expected changes in Pulumi*.yaml alone. ` +
          "Commit them or git stash them first",
      );
  }

  /** Checks a commit out, with its packages. The config stays. If it is interrupted, the next call finishes it. */
  switchTo({ id, branch }: Version): void {
    const packages = this.git("show", `${id}:package-lock.json`);
    // If this call is interrupted, the folder tells the next one that the packages are still another version's.
    if (packages !== this.git("show", "HEAD:package-lock.json"))
      mkdirSync(this.unfinished, { recursive: true });
    this.keepConfig();
    // Not a branch that has got other commits since.
    const isBranch = branch !== "" && this.tryGit("rev-parse", "--verify", "--quiet", branch) === id;
    this.git("checkout", "--quiet", "--force", ...(isBranch ? [branch] : ["--detach", id]));
    this.giveConfigBack();
    if (!existsSync(this.unfinished)) return;
    shown("npm", ["ci", "--loglevel=warn", "--no-fund", "--no-audit"], this.root);
    rmSync(this.unfinished, { recursive: true });
  }

  private get unfinished(): string {
    return this.own("packages-unfinished");
  }

  private own(name: string): string {
    return path.join(this.root, ".ha-dns", name);
  }

  /** Copies the config, unless an interrupted call has: the files may be another version's by now. */
  private keepConfig(): void {
    const kept = this.own("config");
    if (existsSync(kept)) return;
    const made = `${kept}.${process.pid}`;
    mkdirSync(made, { recursive: true });
    replaceFiles(textsIn(this.root, made));
    renameSync(made, kept);
  }

  private giveConfigBack(): void {
    const kept = this.own("config");
    const texts = textsIn(kept, this.root);
    replaceFiles(texts);
    // The checkout may bring stack files back that the person has removed.
    for (const name of readdirSync(this.root).filter(isConfig)) {
      const file = path.join(this.root, name);
      if (!Object.hasOwn(texts, file)) rmSync(file);
    }
    rmSync(kept, { recursive: true });
  }

  private git(...args: string[]): string {
    return runGit(this.root, ...args);
  }

  private tryGit(...args: string[]): string | undefined {
    try {
      return this.git(...args);
    } catch {
      return undefined;
    }
  }
}

/** The config files of one folder, by their paths in another. */
function textsIn(from: string, to: string): Record<string, string> {
  const names = readdirSync(from).filter(isConfig);
  return Object.fromEntries(
    names.map((name) => [path.join(to, name), readFileSync(path.join(from, name), "utf8")]),
  );
}
