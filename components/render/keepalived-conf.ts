import { files, roleMaxAgeSeconds } from "../../runtime/contract/files";
import { keepalivedAuthMount } from "./node-paths";
import { handMade, lines } from "./text";
import { hasVirtualMac } from "../config/network-mode";
import { hasPassword, type NodePlan } from "../config/plan";

/**
 * keepalived.conf. Every node is BACKUP and starts in fault: the track file `health` holds 1 until the agent has
 * seen DNS answer. Nodes preempt at once; the agent decides when, by the track file `claim`, which lowers the
 * priority of a node that must not take over from a living leader. So an orderly hand-over is a preemption, and
 * the old leader answers until the new one does. Holds no secret: version 2's password is in a file of its own.
 */
export function renderKeepalived(plan: NodePlan): string {
  const { cluster, node } = plan;
  return lines(
    handMade,
    "global_defs {",
    `    router_id ${node.name}`,
    "    enable_script_security",
    "    script_user root",
    `    vrrp_version ${cluster.vrrpVersion}`,
    "    # A client that has just changed its ARP entry ignores another change for a second: spread them.",
    "    vrrp_garp_master_repeat 5",
    "    vrrp_garp_interval 0.3",
    plan.vips6.length > 0 ? "    vrrp_gna_interval 0.3" : [],
    "    vrrp_garp_master_delay 1",
    "    vrrp_garp_master_refresh 5",
    "    vrrp_garp_lower_prio_repeat 3",
    "    vrrp_higher_prio_send_advert true",
    "    # Adverts are due while both cores are busy too.",
    "    vrrp_rt_priority 50",
    "}",
    "",
    "track_file health {",
    `    file ${files.health}`,
    "    init_file 1",
    "}",
    "",
    "track_file claim {",
    `    file ${files.claim}`,
    `    init_file ${plan.vrrp.standbyClaim}`,
    "}",
    "",
    `# While the agent refreshes the role file, this does nothing; when it has not for ${roleMaxAgeSeconds} s, it asks DNS itself.`,
    "vrrp_script fallback {",
    '    script "/opt/ha-dns/fallback-check"',
    "    interval 1",
    "    timeout 2",
    "    fall 2",
    "    rise 1",
    "}",
    "",
    "vrrp_instance dns {",
    "    state BACKUP",
    "    interface eth0",
    `    virtual_router_id ${cluster.vrid}`,
    `    priority ${plan.vrrp.own}`,
    `    advert_int ${cluster.advertInterval}`,
    `    down_timer_adverts ${cluster.missedAdverts}`,
    hasVirtualMac(plan) ? [`    use_vmac vrrp.${cluster.vrid}`, "    vmac_xmit_base"] : [],
    `    unicast_src_ip ${node.podAddress}`,
    "    unicast_peer {",
    plan.peers.map((peer) => `        ${peer.podAddress}`),
    "    }",
    hasPassword(plan) ? `    include ${keepalivedAuthMount}` : [],
    "    # What the adverts name. The VIP is not among it: nodes would else not hear each other while it changes.",
    "    virtual_ipaddress {",
    `        169.254.1.${cluster.vrid}/32 dev lo scope host`,
    "    }",
    "    virtual_ipaddress_excluded {",
    plan.vips.map((vip) => `        ${vip}/32`),
    // Deprecated, so that nothing chooses it as its own address.
    plan.vips6.map((vip) => `        ${vip}/128 dev eth0 preferred_lft 0`),
    "    }",
    "    track_file {",
    "        health weight 0",
    "        claim weight 1",
    "    }",
    "    track_script {",
    "        fallback",
    "    }",
    '    notify "/opt/ha-dns/notify"',
    "}",
  );
}

/** The part of keepalived.conf that holds VRRP version 2's password: 8 characters, sent in clear by the protocol. */
export const renderKeepalivedAuth = (password: string): string =>
  lines("authentication {", "    auth_type PASS", `    auth_pass ${password}`, "}");
