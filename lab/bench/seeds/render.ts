import path from "node:path";
import { files } from "../../../runtime/contract/files";
import type { SeedSettings } from "./settings";

/** What a node's keepalived.conf needs to know of the cluster: the pods' addresses, the highest priority first. */
export interface SeedCluster {
  readonly vip: string;
  readonly pods: readonly string[];
}

const beside = (name: string) => path.posix.join(path.posix.dirname(files.keepalivedConfig), name);

/** The scripts of these settings, as keepalived's container sees them. */
export const checkScript = beside("check_dns.sh");
export const plainScript = beside("plain.sh");

/**
 * keepalived.conf as the seed documents have it, for the `index`-th pod: without virtual MAC, track files or the
 * agent, and with the VIP in the pod, where the documents' own place for it (the host) would answer nobody. Their
 * notify scripts, which tell people, are left out. Throws where there is no such pod.
 */
export function renderSeedKeepalived(cluster: SeedCluster, index: number, settings: SeedSettings): string {
  const own = cluster.pods[index];
  if (own === undefined) throw new Error(`there is no pod ${index}`);
  return lines(
    "global_defs {",
    `    router_id DNS_HA_${index + 1}`,
    "    enable_script_security",
    "    script_user root",
    "    vrrp_garp_master_refresh 60",
    "    vrrp_garp_master_repeat 3",
    `    startup_script "${plainScript}"`,
    "}",
    "",
    "vrrp_script check_pihole {",
    `    script "${checkScript}"`,
    `    interval ${settings.checkInterval}`,
    `    weight ${settings.weight}`,
    `    fall ${settings.fall}`,
    `    rise ${settings.rise}`,
    "}",
    "",
    "vrrp_instance VI_DNS {",
    `    state ${index === 0 ? "MASTER" : "BACKUP"}`,
    "    interface eth0",
    "    virtual_router_id 51",
    `    priority ${settings.priority - 10 * index}`,
    `    advert_int ${settings.advertInterval}`,
    "    authentication {",
    "        auth_type PASS",
    "        auth_pass seedpass",
    "    }",
    "    virtual_ipaddress {",
    `        ${cluster.vip}/24 dev eth0`,
    "    }",
    `    unicast_src_ip ${own}`,
    "    unicast_peer {",
    ...cluster.pods.filter((pod) => pod !== own).map((pod) => `        ${pod}`),
    "    }",
    "    track_script {",
    "        check_pihole",
    "    }",
    "}",
  );
}

/**
 * The documents' check script. `drill` is what the runtime's image has; it lacks dig's `+time`, so that `timeout`
 * stands in for it. Both exit with 0 on any answer.
 */
export function renderSeedCheck(tool: "dig" | "drill", server: string, name: string): string {
  const ask =
    tool === "dig" ? `dig @${server} ${name} +time=2 +tries=1` : `timeout 2 drill @${server} ${name} A`;
  return lines("#!/bin/bash", `if ${ask} > /dev/null 2>&1; then`, "    exit 0", "else", "    exit 1", "fi");
}

/**
 * What the runtime's image adds to the pod before keepalived starts, so that a hand-over loses no query, is no part of
 * the documents: an old leader that goes on answering for a VIP that it has given up would hide what they cost.
 */
export const renderSeedPlain = (vip: string): string =>
  lines("#!/bin/sh", "while ip rule del pref 100 2> /dev/null; do :; done", `ip addr del ${vip}/32 dev lo`);

/** The documents have no packet filter: this takes away the tables that the defaults have loaded. */
export const renderSeedNftables = (): string =>
  lines(
    ...["inet", "arp", "netdev"].flatMap((family) => [
      `table ${family} ha_dns`,
      `delete table ${family} ha_dns`,
    ]),
  );

const lines = (...text: readonly string[]): string => `${text.join("\n")}\n`;
