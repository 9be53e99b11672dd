import { names, type LabSettings } from "../settings";
import { docker, must } from "../shell";
import { bridges, inHostNetwork } from "./network";
import { macOf } from "./machine";

/** The nftables table on this machine; each lab has its own. */
const table = `bridge ${bridges.lan.replaceAll("-", "_")}_ports`;

/**
 * Port security, as a switch has it: the lab's bridge accepts only frames from the machines' own MAC addresses. The rules
 * match the lab's subnet, because not every kernel can match a bridge by name. They remain when a machine is switched off
 * and on. `image` has nft.
 */
export async function securePorts({ nodes, subnet }: LabSettings, image: string): Promise<void> {
  const format = "{{range .NetworkSettings.Networks}}{{.MacAddress}} {{end}}";
  const others = await Promise.all(
    [names.router, names.registry, names.internet, names.client].map((container) =>
      docker(["container", "inspect", "--format", format, container]),
    ),
  );
  const own = await must("cat", [`/sys/class/net/${bridges.lan}/address`]);
  const macs = [...nodes.map(({ host }) => macOf(host)), ...`${others.join(" ")} ${own}`.trim().split(/\s+/)];
  const rules = `
table ${table}
delete table ${table}
table ${table} {
  chain ports {
    type filter hook prerouting priority -300; policy accept;
    ether saddr { ${[...new Set(macs)].join(", ")} } accept
    ip saddr ${subnet} drop
    arp saddr ip ${subnet} drop
    arp daddr ip ${subnet} drop
  }
}`;
  await docker(inHostNetwork(image, `printf '%s' '${rules}' | nft -f -`));
}

/** Removes the rules; fine if there are none. */
export const openPorts = async (image: string): Promise<void> => {
  await docker(inHostNetwork(image, `nft delete table ${table} 2>/dev/null || true`));
};
