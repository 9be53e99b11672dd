import path from "node:path";
import { lines } from "../../../components/render/text";
import { files } from "../../../runtime/contract/files";
import type { CommonSettings } from "./common-settings";

/** What a node's keepalived.conf needs to know of the cluster: the pods' addresses, the highest priority first. */
export interface Addresses {
  readonly vip: string;
  readonly pods: readonly string[];
}

const beside = (name: string) => path.posix.join(path.posix.dirname(files.keepalivedConfig), name);

/** The scripts of these settings, as keepalived's container sees them. */
export const checkScript = beside("check_dns.sh");
export const plainScript = beside("plain.sh");

/**
 * keepalived.conf as it is commonly written, for the `index`-th pod: without virtual MAC, track files or the agent, and
 * with the VIP in the pod, because at its common place, the host, nothing would answer it here. Throws if there is
 * no such pod.
 */
export function renderCommonKeepalived(cluster: Addresses, index: number, settings: CommonSettings): string {
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
    "        auth_pass commonpw",
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
 * The check script that goes with it. `drill` is what the runtime's image has; it lacks dig's `+time`, so that `timeout`
 * stands in for it. Both exit with 0 on any answer.
 */
export function renderCheckScript(tool: "dig" | "drill", server: string, name: string): string {
  const ask =
    tool === "dig" ? `dig @${server} ${name} +time=2 +tries=1` : `timeout 2 drill @${server} ${name} A`;
  return lines("#!/bin/bash", `if ${ask} > /dev/null 2>&1; then`, "    exit 0", "else", "    exit 1", "fi");
}

/**
 * What the runtime's image adds to the pod before keepalived starts, so that a hand-over loses no query, is not common:
 * an old leader that goes on answering for a VIP that it has given up would hide what the common settings cost.
 */
export const renderPlainScript = (vip: string): string =>
  lines("#!/bin/sh", "while ip rule del pref 100 2> /dev/null; do :; done", `ip addr del ${vip}/32 dev lo`);

/** The common settings have no packet filter: this takes away the tables that the defaults have loaded. */
export const renderNoFilter = (): string =>
  lines(
    ...["inet", "arp", "netdev"].flatMap((family) => [
      `table ${family} ha_dns`,
      `delete table ${family} ha_dns`,
    ]),
  );
