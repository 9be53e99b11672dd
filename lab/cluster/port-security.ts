import { names, type LabSettings } from "../settings";
import { docker, must } from "../shell";
import { bridges, inHostNetwork } from "./network";
import { macOf } from "./machine";

/** The table on this machine; one a lab. */
const table = `bridge ${bridges.lan.replaceAll("-", "_")}_ports`;

/**
 * What a switch with port security does: the lab's bridge takes frames of the machines' own MAC addresses, and drops all
 * others'. It tells its own bridge by the subnet, since not every kernel can by name. `image` has nft. The rule outlives a
 * machine's power cycle.
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

/** Takes the rule away; fine if there is none. */
export const openPorts = async (image: string): Promise<void> => {
  await docker(inHostNetwork(image, `nft delete table ${table} 2>/dev/null || true`));
};
