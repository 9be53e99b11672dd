import { mkdirSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { readText, replaceFile } from "../../common/text-file";

/** Two folders that Pi-hole's dnsmasq watches: reserved addresses, and names. */
export class LeaseFolder {
  constructor(private readonly folder: string) {}

  /**
   * Writes the folders. Returns whether dnsmasq has to reload: it reads new files by itself, but keeps the old content if
   * a file changes or goes. Throws if a file cannot be written.
   */
  write(hosts: ReadonlyMap<string, string>, names: string): boolean {
    const folder = path.join(this.folder, "hosts");
    mkdirSync(folder, { recursive: true });
    mkdirSync(path.join(this.folder, "names"), { recursive: true });
    let gone = false;
    // Names with a dot are from an interrupted write.
    const present = readdirSync(folder).filter((file) => !file.startsWith("."));
    for (const file of present)
      if (!hosts.has(file)) {
        rmSync(path.join(folder, file));
        gone = true;
      }
    for (const [file, content] of hosts) {
      const before = readText(path.join(folder, file));
      if (before === content) continue;
      gone ||= before !== undefined;
      this.put("hosts", file, content);
    }
    if ((readText(path.join(this.folder, "names", "leases")) ?? "") !== names)
      this.put("names", "leases", names);
    return gone;
  }

  private put(folder: "hosts" | "names", file: string, content: string): void {
    replaceFile(path.join(this.folder, folder, file), content);
  }
}
