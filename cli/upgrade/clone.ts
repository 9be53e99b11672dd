import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { replaceFiles } from "../init/replace-file";
import { UsageError } from "../frame/command-type";
import { shown, type ProgramOnDisk } from "./program-on-disk";
import type { Version } from "./record";

/** What describes a cluster. These files are tracked, and everybody changes them: they stay as they are. */
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

  /** Checks a commit out, with its packages. The config stays. What was interrupted is done by doing it again. */
  switchTo({ id, branch }: Version): void {
    const packages = this.git("show", `${id}:package-lock.json`);
    // The folder tells the next call, if this one is interrupted, that the packages are another version's.
    if (packages !== this.git("show", "HEAD:package-lock.json"))
      mkdirSync(this.unfinished, { recursive: true });
    this.keepConfig();
    // A branch that has gone on since is not what was there.
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

  /** Once: what an interrupted call has kept is the config, and the files may be another version's by now. */
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
    // A version has stack files of its own; one that a person has removed stays away.
    for (const name of readdirSync(this.root).filter(isConfig)) {
      const file = path.join(this.root, name);
      if (!Object.hasOwn(texts, file)) rmSync(file);
    }
    rmSync(kept, { recursive: true });
  }

  private git(...args: string[]): string {
    // Not the environment's: a hook of git gives that of another repository.
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_")));
    return execFileSync("git", args, {
      cwd: this.root,
      encoding: "utf8",
      env,
      stdio: ["ignore", "pipe", "pipe"],
    }).trimEnd();
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
