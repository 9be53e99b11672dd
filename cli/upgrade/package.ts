import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { UsageError } from "../frame/command-type";
import { shown, type ProgramOnDisk } from "./program-on-disk";
import type { Version } from "./record";

/** The package of a project, in the exact version that its package.json names. */
export class Package implements ProgramOnDisk {
  readonly folder: string;

  constructor(private readonly root: string) {
    this.folder = path.join(root, "node_modules", "ha-dns");
  }

  current(): Version {
    const text = readFileSync(path.join(this.root, "package.json"), "utf8");
    const { dependencies } = JSON.parse(text) as { readonly dependencies?: Readonly<Record<string, string>> };
    const id = dependencies?.["ha-dns"];
    if (id !== undefined) return { kind: "package", id, branch: "" };
    throw new Error(
      `${this.root}/package.json: found no ha-dns in dependencies; expected its exact version there`,
    );
  }

  /** A version or tag of the registry, or a file that npm pack has written. */
  find(wanted: string): Version {
    if (wanted.endsWith(".tgz")) {
      if (existsSync(wanted)) return { kind: "package", id: `file:${path.resolve(wanted)}`, branch: "" };
      throw new UsageError(`ha-dns upgrade: there is no file ${wanted}`);
    }
    const known = this.current();
    if (wanted === known.id) return known;
    const id = versionInRegistry(wanted);
    if (id !== undefined) return { kind: "package", id, branch: "" };
    throw new UsageError(
      `ha-dns upgrade: npm finds no version ${wanted} of ha-dns; expected one of: npm view ha-dns versions`,
    );
  }

  checkReady(): void {
    // npm changes package.json, its lock and node_modules alone.
  }

  switchTo({ id }: Version): void {
    const spec = id.startsWith("file:") ? id : `ha-dns@${id}`;
    shown("npm", ["install", "--save-exact", "--loglevel=warn", "--no-fund", "--no-audit", spec], this.root);
  }
}

/** The one version that a version or tag stands for. */
function versionInRegistry(wanted: string): string | undefined {
  if (!/^[\w.+-]+$/.test(wanted)) return undefined;
  try {
    const args = ["view", `ha-dns@${wanted}`, "version", "--json"];
    const found: unknown = JSON.parse(
      execFileSync("npm", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }),
    );
    return typeof found === "string" ? found : undefined;
  } catch {
    return undefined;
  }
}
