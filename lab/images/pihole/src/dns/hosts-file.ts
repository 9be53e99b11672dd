import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { BlockedNames } from "./blocked";
import { hostsFolder, renderBlocked, renderHosts } from "./render";

/**
 * The file of names that dnsmasq watches: it takes up a change at once, without a restart and without losing its
 * cache. One file for local and blocked names, so that no name is neither of them for a moment.
 */
export class HostsFile {
  private written: string | undefined;

  /** Puts dns.hosts and the blocked names in place, where they differ from what is there. */
  update(hosts: readonly string[], { denied, gravity = new Set() }: BlockedNames): void {
    const blocked = new Set([...denied, ...gravity]);
    const text = renderHosts(hosts, blocked) + renderBlocked(blocked);
    if (text === this.written) return;
    mkdirSync(hostsFolder, { recursive: true });
    writeFileSync("/etc/pihole/custom.list.tmp", text);
    renameSync("/etc/pihole/custom.list.tmp", path.join(hostsFolder, "custom.list"));
    this.written = text;
  }
}
