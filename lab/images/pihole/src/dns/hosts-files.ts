import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { BlockedNames } from "./blocked";
import { hostsFolder, renderBlocked, renderHosts } from "./render";

/** The files of names that dnsmasq watches: it takes up a change at once, without a restart and without losing its cache. */
export class HostsFiles {
  private readonly written = new Map<string, string>();

  /** Puts dns.hosts and the blocked names in place, where they differ from what is there. */
  update(hosts: readonly string[], { denied, gravity = new Set() }: BlockedNames): void {
    mkdirSync(hostsFolder, { recursive: true });
    this.write("custom.list", renderHosts(hosts, new Set([...denied, ...gravity])));
    this.write("denied.list", renderBlocked(denied));
    this.write("gravity.list", renderBlocked(gravity));
  }

  private write(name: string, text: string): void {
    if (this.written.get(name) === text) return;
    const fresh = `/etc/pihole/${name}.tmp`;
    writeFileSync(fresh, text);
    renameSync(fresh, path.join(hostsFolder, name));
    this.written.set(name, text);
  }
}
