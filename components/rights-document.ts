import { ownUser } from "../runtime/contract/names";
import { keys } from "./config/keys";
import type { Rights } from "./hardened";
import { observeRights } from "./observe-rights";
import { rightsOf, secondRights } from "./rights";

/** docs/rights.md: what each container may do and why, from the declaration that the containers are made by. */
export function rightsDocument(): string {
  const cluster = { resolverMemory: keys.resolverMemory.default! };
  const all: readonly Rights[] = [
    ...Object.values(rightsOf({ cluster })),
    secondRights,
    ...Object.values(observeRights),
  ];
  return `# Rights of the containers

Written by \`npm run docs\` from \`components/rights.ts\` and \`observe-rights.ts\`. Do not edit this page.

Unless the table says otherwise, a container has no capability, runs as user ${ownUser}, which is nobody's on the host, and
has a read-only root file system. Every container has \`no-new-privileges\` and Docker's default seccomp profile. None is
privileged, or has a device or the host's namespaces. Below the table is why a container has more.

| container | user | capabilities | may write to | memory | processes | ends first if the host has no memory left |
|---|---|---|---|---|---|---|
${all.map(row).join("\n")}

- **Memory** is a limit of the container's own, in MB, where the kernel can limit it. Raspberry Pi OS has that switched
  off; \`cgroup_enable=memory\` in \`/boot/firmware/cmdline.txt\` switches it on. Unbound's limit follows \`resolverMemory\`.
- **The last column** is \`oom_score_adj\`: the kernel ends the highest number first. The host's own programs have 0.
- The limits of processes and \`oom_score_adj\` are set by the supervisor (\`ha-dns.service\`) after each start; those of
  the last four containers, which only the node of \`observeOn\` has, by \`ha-dns-observe.service\`.
${all.map(reasons).join("")}
## Files

| folder on the host | who writes there |
|---|---|
| \`/run/ha-dns\` | the host's root alone; \`role\` is a link to the agent's file |
| \`/run/ha-dns/pod\` | the agent, keepalived and the host: their \`/run/ha-dns\` |
| \`/run/ha-dns/unbound\` | Unbound: the socket by which it takes the agent's commands; the agent: the signed zone for Unbound |
| \`/etc/ha-dns\` | the deployment; containers read \`pod\` and \`unbound\` of it, and single files of \`secrets\`; the agent \`page\`, \`notify\`, \`local-zone\` and \`public-name\`; of \`observe\`, each its own folder |
| \`/var/lib/ha-dns/agent\` | the agent |
| \`/var/lib/ha-dns/leases\` | the agent, with \`dhcp: pihole\`; Pi-hole reads it |
| \`/var/lib/ha-dns/pihole\` | Pi-hole, as user ${ownUser}; the agent reads it |
| \`/var/lib/ha-dns/observe\` | Prometheus, Alertmanager and Grafana, each in its own folder |
| \`/var/lib/ha-dns/data\` | the data keeper, which runs on the host |
`;
}

const row = (rights: Rights): string => {
  const { name, capabilities, root, writable, tmpfs = {}, memory, pids, oomScoreAdj } = rights;
  const cells = [
    `\`${name}\``,
    root === undefined ? String(ownUser) : "root",
    sorted(capabilities)
      .map(([capability]) => capability)
      .join(" ") || "none",
    [...(writable === undefined ? [] : ["its image"]), ...Object.keys(tmpfs), "its mounts"].join(", "),
    memory,
    pids,
    oomScoreAdj,
  ];
  return `| ${cells.join(" | ")} |`;
};

const reasons = (rights: Rights): string => {
  const all = [
    ...(rights.root === undefined ? [] : [["root", rights.root]]),
    ...sorted(rights.capabilities),
    ...(rights.writable === undefined ? [] : [["a writable image", rights.writable]]),
    ...Object.entries(rights.tmpfs ?? {}),
  ];
  if (all.length === 0) return "";
  const lines = all.map(([what, why]) => `- **${what}**: ${why}`);
  return `\n## ${rights.name}\n\n${lines.join("\n")}\n`;
};

const sorted = (reasonsByName: Rights["capabilities"]): [string, string][] =>
  Object.entries(reasonsByName as Record<string, string>).sort(([a], [b]) => (a < b ? -1 : 1));
