import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { dnsmasqDigest } from "../../../contract/resolver-revision";
import { readText, replaceFile } from "../../../common/text-file";
import { watchOrPoll, type Watching } from "../../../common/watch-or-poll";

/** What the deployment gives Pi-hole's dnsmasq to read at its start: like a setting that restarts Pi-hole. */
export class DnsmasqFiles {
  private watcher: Watching | undefined;
  /** It has been told since this agent's start what Pi-hole runs with. */
  told = false;

  constructor(
    private readonly folder: string,
    /** Holds the digest of what Pi-hole has started with; a deployment waits for it. */
    private readonly inForce: string,
  ) {}

  /** Tells of each change. Throws if there is no such folder. */
  start(onChange: () => void, onTrouble: (error: Error) => void): void {
    const matters = (file: string): boolean => file.endsWith(".conf");
    this.watcher = watchOrPoll({ folder: this.folder, matters, onChange, onTrouble });
  }

  stop(): void {
    this.watcher?.stop();
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
