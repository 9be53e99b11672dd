import { readdirSync, readFileSync, watch, type FSWatcher } from "node:fs";
import path from "node:path";
import { dnsmasqDigest } from "../../contract/resolver";
import { readText, replaceFile } from "../shared-files";

/** What the deployment gives Pi-hole's dnsmasq to read at its start: like a setting that restarts Pi-hole. */
export class DnsmasqFiles {
  private watcher: FSWatcher | undefined;
  /** It has been told since this agent's start what Pi-hole runs with. */
  told = false;

  constructor(
    private readonly folder: string,
    /** Holds the digest of what Pi-hole has started with; a deployment waits for it. */
    private readonly inForce: string,
  ) {}

  /** Tells of each change. Throws if there is no such folder. */
  start(onChange: () => void, onTrouble: (error: Error) => void): void {
    this.watcher = watch(this.folder, (_, file) => {
      if (file?.endsWith(".conf")) onChange();
    });
    this.watcher.on("error", onTrouble);
  }

  stop(): void {
    this.watcher?.close();
  }

  /** Changes with any content. */
  digest(): string {
    const names = readdirSync(this.folder).filter((name) => name.endsWith(".conf"));
    const contents = names.map((name) => [name, readFileSync(path.join(this.folder, name), "utf8")] as const);
    return dnsmasqDigest(Object.fromEntries(contents));
  }

  /** Pi-hole runs with the files of this digest. */
  tell(digest: string): void {
    this.told = true;
    if (readText(this.inForce)?.trim() !== digest) replaceFile(this.inForce, `${digest}\n`);
  }
}
