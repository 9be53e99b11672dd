import { warning } from "../../../components/preflight/finding";
import type { DoctorCheck } from "../doctor-check";
import { isDeployed, nodeNameOf, type NodeView } from "../doctor-view";

const careOf = ({ seen }: NodeView) => (seen?.care.known ? seen.care.value : undefined);

/** Flags of `vcgencmd get_throttled`: now in the low bits, since the boot in the high ones. */
const flagsOf = {
  "its voltage was too low": { mask: 0x1_0001, fix: "use the Pi's own power supply, and a short cable" },
  "it was too hot": { mask: 0x8_0008, fix: "give it a heat sink or a fan" },
} as const;

export const throttling: DoctorCheck = {
  id: "throttling",
  title: "no Pi has been slowed down by its power supply or by heat since its boot",
  look({ nodes }) {
    return nodes.flatMap((node) => {
      const flags = careOf(node)?.throttled ?? 0;
      const causes = Object.entries(flagsOf).filter(([, { mask }]) => flags & mask);
      if (flags === 0) return [];
      const because = causes.map(([cause]) => cause).join("; ") || "the Pi does not say why";
      const found = warning(
        `since its boot the Pi has been slowed down: ${because} (get_throttled 0x${flags.toString(16)})`,
        "0x0",
        causes.map(([, { fix }]) => fix).join("; ") || "look for what makes it busy or hot",
      );
      return [{ ...found, node: nodeNameOf(node) }];
    });
  },
};

export const reboots: DoctorCheck = {
  id: "reboots",
  title: "no two nodes reboot by themselves at the same time",
  look({ nodes }) {
    const times = nodes.flatMap((node) => {
      const at = careOf(node)?.rebootAt;
      return at === undefined ? [] : [{ name: nodeNameOf(node), at }];
    });
    return times.flatMap(({ name, at }, i) => {
      const other = times.slice(0, i).find((one) => one.at === at);
      if (!other) return [];
      const found = warning(
        `unattended-upgrades may reboot it at ${at}, and ${other.name} as well`,
        "another hour on each node, so that one of them answers",
        'in /etc/apt/apt.conf.d/50unattended-upgrades: Unattended-Upgrade::Automatic-Reboot-Time "04:00"; with another time on each node',
      );
      return [{ ...found, node: name }];
    });
  },
};

export const notifications: DoctorCheck = {
  id: "notifications",
  title: "somebody is told when something needs a person",
  look(view) {
    const plan = view.nodes[0]?.visited.plan;
    if (!plan || !isDeployed(view) || plan.cluster.notify.length > 0) return [];
    const found = warning(
      "no channel in notify: nobody is told when a node is dead",
      "one channel or more",
      "docs/alerts.md: ntfy, mail, Telegram and others; then ssh root@HOST ha-dns notify test",
    );
    return [{ ...found, node: "LAN" }];
  },
};
