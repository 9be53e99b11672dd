import { mkdirSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { readText, replaceFile } from "../../common/text-file";

/** What Pi-hole's dnsmasq reads of leases, in two folders that it watches. */
export class LeaseFolder {
  constructor(private readonly folder: string) {}

  /**
   * Brings the folders to these contents. Returns whether dnsmasq has to read them anew: it takes up what is added by
   * itself, and forgets nothing. Throws if a file cannot be written.
   */
  write(hosts: ReadonlyMap<string, string>, names: string): boolean {
    const folder = path.join(this.folder, "hosts");
    mkdirSync(folder, { recursive: true });
    mkdirSync(path.join(this.folder, "names"), { recursive: true });
    let gone = false;
    // The others are of a write that was interrupted.
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
