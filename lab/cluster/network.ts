import { readFile } from "node:fs/promises";
import type { Progress } from "../progress";
import { names, type LabSettings } from "../settings";
import { docker, run } from "../shell";
import { ownLabels, type LabIdentity } from "./identity";

/** The lab's bridges on this machine. Named, so that its own routes can be told from others. */
const bridge = (what: string) => `${names.prefix.replace(/-lab-$/, "-").slice(0, 11)}${what}`;
export const bridges = { lan: bridge("lan"), wan: bridge("wan"), push: bridge("push") } as const;

/** Network through which this machine, and nobody else, pushes images to the lab's registry. */
export const pushNetwork = `${names.prefix}push`;

interface NetworkSpec {
  readonly name: string;
  readonly bridge: string;
  readonly subnet?: string;
  /** Its IPv6 subnet, if it has one. */
  readonly subnet6?: string | null;
  /** This machine's own address in it; the LAN's gateway is the router. */
  readonly address?: string;
  readonly internal: boolean;
}

function networks(settings: LabSettings): readonly NetworkSpec[] {
  const { subnet, subnet6, bridge, wan } = settings;
  return [
    { name: names.lan, bridge: bridges.lan, subnet, subnet6, address: bridge, internal: true },
    { name: names.wan, bridge: bridges.wan, subnet: wan.subnet, address: wan.bridge, internal: true },
    { name: pushNetwork, bridge: bridges.push, internal: false },
  ];
}

/** Makes the networks that are missing; returns their names. Throws if one is there with another subnet. */
export async function ensureNetworks(
  settings: LabSettings,
  identity: LabIdentity,
  progress: Progress,
): Promise<string[]> {
  const ensure = async (spec: NetworkSpec): Promise<string[]> => {
    const format = "{{range .IPAM.Config}}{{.Subnet}} {{end}}";
    const wanted = [spec.subnet, spec.subnet6].filter(Boolean).join(" ");
    const found = await run("docker", ["network", "inspect", "--format", format, spec.name]);
    const has = found.stdout.trim();
    if (found.code === 0 && spec.subnet && has !== wanted) {
      throw new Error(
        `The lab's network ${spec.name} is up as ${has}, not ${wanted}. Take the lab down first: npm run lab:down`,
      );
    }
    if (found.code === 0) return [];
    await progress.step(`network ${spec.name}`, () =>
      docker(["network", "create", ...createArgs(spec, identity)]),
    );
    return [spec.name];
  };
  return (await Promise.all(networks(settings).map(ensure))).flat();
}

function createArgs(spec: NetworkSpec, identity: LabIdentity): string[] {
  return [
    ...ownLabels(identity),
    ...(spec.internal ? ["--internal"] : ["--opt", "com.docker.network.bridge.enable_ip_masquerade=false"]),
    ...(spec.subnet ? ["--subnet", spec.subnet] : []),
    ...(spec.address ? ["--gateway", spec.address] : []),
    ...(spec.subnet6 ? ["--ipv6", "--subnet", spec.subnet6] : []),
    "--opt",
    `com.docker.network.bridge.name=${spec.bridge}`,
    spec.name,
  ];
}

/** Where bridged packets pass iptables, Docker drops what crosses an internal network with a foreign address. */
async function bridgedPacketsFiltered(): Promise<boolean> {
  try {
    return (await readFile("/proc/sys/net/bridge/bridge-nf-call-iptables", "utf8")).trim() === "1";
  } catch {
    return false; // The kernel has no br_netfilter loaded.
  }
}

// Docker keeps the chain DOCKER-USER for such rules, and passes it before its own. A packet that comes in and goes
// out by the same bridge stays in the lab. Which of the two iptables the engine uses shows in which has the chain.
const rules = (action: "allow" | "forget") => `
for iptables in iptables-nft iptables-legacy; do
  $iptables -w -n -L DOCKER-USER >/dev/null 2>&1 || continue
  for bridge in ${bridges.lan} ${bridges.wan}; do
    rule="DOCKER-USER -i $bridge -o $bridge -j ACCEPT"
    ${action === "allow" ? "$iptables -w -C $rule 2>/dev/null || $iptables -w -I $rule" : "while $iptables -w -D $rule 2>/dev/null; do :; done"}
  done
  exit 0
done
echo "no chain DOCKER-USER in iptables" >&2
exit 1`;

/** `docker`'s words for a script that may change this machine's own network. `image` has what it calls. */
export const inHostNetwork = (image: string, script: string): readonly string[] => [
  "run",
  "--rm",
  "--network",
  "host",
  "--cap-add",
  "NET_ADMIN",
  image,
  "sh",
  "-c",
  script,
];

/**
 * Lets routed traffic pass the lab's bridges where this machine filters bridged packets. `image` has iptables.
 * Throws if the rule cannot be set: nodes would then not reach the lab's internet.
 */
export async function allowRouted(image: string): Promise<void> {
  if (!(await bridgedPacketsFiltered())) return;
  const result = await run("docker", inHostNetwork(image, rules("allow")));
  if (result.code !== 0)
    throw new Error(`The lab's router cannot work on this machine: ${result.stderr.trim()}`);
}

/** Takes the rules of `allowRouted` away again; fine if there are none. */
export async function forgetRouted(image: string): Promise<void> {
  if (await bridgedPacketsFiltered()) await run("docker", inHostNetwork(image, rules("forget")));
}
