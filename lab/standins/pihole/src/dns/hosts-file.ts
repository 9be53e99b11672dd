import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { BlockedNames } from "./blocked";
import { hostsFolder, renderBlocked, renderHosts } from "./render";

/**
 * The file of names that dnsmasq watches: it takes up a change at once, without a restart. One file for local and
 * blocked names, so that no name is neither of them for a moment.
 */
export class HostsFile {
  private written: ReadonlySet<string> | undefined;

  /**
   * Puts dns.hosts and the blocked names in place, where they differ from what is there. Says whether a line is new:
   * what dnsmasq has in its cache for such a name, it would give beside it.
   */
  update(hosts: readonly string[], { denied, gravity = new Set() }: BlockedNames): boolean {
    const blocked = new Set([...denied, ...gravity]);
    const text = renderHosts(hosts, blocked) + renderBlocked(blocked);
    const [before, lines] = [this.written, new Set(text.split("\n"))];
    const isNew = before === undefined || [...lines].some((line) => !before.has(line));
    if (!isNew && lines.size === before.size) return false;
    mkdirSync(hostsFolder, { recursive: true });
    writeFileSync("/etc/pihole/custom.list.tmp", text);
    renameSync("/etc/pihole/custom.list.tmp", path.join(hostsFolder, "custom.list"));
    this.written = lines;
    return isNew;
  }
}
