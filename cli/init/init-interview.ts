import { nodeName } from "../../components/config/keys";
import { UsageError } from "../frame/command-type";
import { Cancelled, type Answerer } from "./answerer";
import type { Described } from "./described";
import type { Access, Explorer, HostFound } from "./explorer";
import { candidates, propose, subnetOf, type Ground, type NodeProposal } from "./propose";
import { elements, type QuestionName } from "./init-questions";

/** Asks and finds out all that a new cluster needs. Throws, with what to do, if it cannot be installed. */
export async function interview(ask: Answerer, explorer: Explorer, zone: string): Promise<Described> {
  const hosts = await whichHosts(ask, explorer);
  const access = await whichAccess(ask, explorer);
  await trustHosts(ask, explorer, hosts, access.port);
  await letKeyIn(ask, explorer, hosts, access);
  const found = await lookAtHosts(ask, explorer, hosts, access);
  const names = await whichNames(ask, "The nodes' names", found);
  const ground = await whichNetwork(ask, explorer, hosts, found, access);
  const proposal = propose(ground);
  const vip = await ask.text("vip", "The address that clients will ask (the VIP)", proposal.vip);
  const addresses = await whichAddresses(ask, proposal.nodes, {
    pods: "The addresses of the Pi-holes, one a node",
    unbounds: "The addresses of the Unbounds, one a node",
  });
  const vrid = await ask.text("vrid", "The VRRP id", String(proposal.vrid));
  const timezone = ask.given("timezone", zone);
  const { subnet, gateway, dhcpPool } = ground;
  return {
    cluster: { vip, subnet, gateway, dhcpPool, vrid: Number(vrid), timezone, ...accessKeys(access) },
    nodes: hosts.map((host, i) => ({
      name: names[i]!,
      host,
      ...addresses[i]!,
      interface: found[i]!.interface,
    })),
  };
}

async function whichHosts(ask: Answerer, explorer: Explorer): Promise<readonly string[]> {
  const near = ask.given("hosts", "") === "" ? await explorer.scan() : [];
  if (near.length > 0) ask.say(`These answer on the port of ssh: ${near.join(", ")}`);
  const hosts = elements(
    await ask.text("hosts", "The hosts' own addresses, with commas; the first one is to lead"),
  );
  if (hosts.length < 2)
    throw new UsageError(
      `hosts: found ${hosts.join(", ")} alone; expected two or more: one of them may fail`,
    );
  const twice = hosts.find((host, i) => hosts.indexOf(host) !== i);
  if (twice !== undefined) throw new Error(`hosts: found ${twice} twice; expected each host once`);
  return hosts;
}

async function whichAccess(ask: Answerer, explorer: Explorer): Promise<Access> {
  const usual = "~/.ssh/id_ed25519";
  const proposal = explorer.keyState(usual) === "usable" ? usual : "~/.ssh/ha-dns";
  const keyFile = await ask.text("sshKey", "The private ssh key for the hosts", proposal);
  const port = Number(ask.given("sshPort", "22"));
  const state = explorer.keyState(keyFile);
  if (state === "has a passphrase")
    throw new Error(
      `sshKey: found ${keyFile}, which has a passphrase; expected a key without one, because nobody types it at ` +
        "night. Name another file (--ssh-key ~/.ssh/ha-dns); it is made if it is missing.",
    );
  if (state === "missing") {
    explorer.makeKey(keyFile);
    ask.say(`Made ${keyFile}, an ed25519 key.`);
  }
  return { keyFile, port };
}

/** A host's key is compared once, by a person; from then on no other machine can take the host's place. */
export async function trustHosts(
  ask: Answerer,
  explorer: Explorer,
  hosts: readonly string[],
  port: number,
): Promise<void> {
  const unknown = hosts.filter((host) => !explorer.isKnown(host, port));
  if (unknown.length === 0) return;
  const shown = await Promise.all(
    unknown.map(async (host) => ({ host, keys: await explorer.hostKeys(host, port) })),
  );
  for (const { host, keys } of shown)
    ask.say(`${host} shows:\n${keys.map(({ type, fingerprint }) => `  ${type}  ${fingerprint}`).join("\n")}`);
  ask.say(
    "Compare each with what the host itself shows, on its own screen or as its image was made:\n" +
      "  ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub",
  );
  const proposal = await comparedByPerson(
    ask,
    shown.flatMap(({ keys }) => keys.slice(0, 1)),
  );
  const accepted = elements(proposal);
  for (const { host, keys } of shown) {
    const key = keys.find(({ fingerprint }) => accepted.includes(fingerprint));
    if (!key)
      throw new Error(
        `fingerprints: found none of ${host}; it shows ${keys.map(({ fingerprint }) => fingerprint).join(", ")}. ` +
          "If they are the host's own, answer with one of them; if not, another machine answers at that address.",
      );
    explorer.trust([key]);
  }
}

/** A person says yes; a file of answers has to hold the fingerprints, and there is no proposal for it. */
const comparedByPerson = (
  ask: Answerer,
  keys: readonly { readonly fingerprint: string }[],
): Promise<string> =>
  ask.text(
    "fingerprints",
    "The fingerprints that you have compared, with commas",
    ask.isPerson ? keys.map(({ fingerprint }) => fingerprint).join(",") : undefined,
  );

export async function letKeyIn(
  ask: Answerer,
  explorer: Explorer,
  hosts: readonly string[],
  access: Access,
): Promise<void> {
  for (const host of hosts) {
    const refusal = await explorer.refusal(host, access);
    if (refusal === undefined) continue;
    // A fresh host does not let root in; that needs no explanation.
    const why = /authentication methods failed/.test(refusal) ? "" : `: ${refusal}`;
    ask.say(`root@${host} does not let ${access.keyFile} in yet${why}`);
    const user = await ask.text(
      "loginUser",
      "The user with sudo on the hosts, who lets the key in as root",
      "pi",
    );
    if (!(await ask.confirm(`Let the key in as root on ${host}, by ssh ${user}@${host} and sudo?`)))
      throw new Cancelled();
    await explorer.letIn(host, user, access);
    const still = await explorer.refusal(host, access);
    if (still !== undefined)
      throw new Error(`root@${host} still does not let ${access.keyFile} in: ${still}`);
  }
}

export async function lookAtHosts(
  ask: Answerer,
  explorer: Explorer,
  hosts: readonly string[],
  access: Access,
): Promise<readonly HostFound[]> {
  const found = await Promise.all(hosts.map((host) => explorer.host(host, access)));
  found.forEach((it, i) => {
    ask.say(
      `${hosts[i]}: ${it.hostname}, ${it.system}, ${it.interface} /${it.prefix}, gateway ${it.gateway ?? "none"}`,
    );
    if (it.wireless)
      throw new Error(
        `${hosts[i]}: found ${it.interface}, a wireless interface; expected a wired one, because an access point ` +
          "drops further MAC addresses. Connect the host by cable, and give its address there; or write the config by " +
          "hand, with network: host (docs/host-network.md).",
      );
  });
  return found;
}

/**
 * Proposes the hosts' own names if they can be nodes', or else the next free numbers. Throws if a node has one of the
 * answers already; `taken` are the names of the nodes that there are.
 */
export async function whichNames(
  ask: Answerer,
  message: string,
  found: readonly HostFound[],
  taken: readonly string[] = [],
): Promise<readonly string[]> {
  const own = found.map(({ hostname }) => hostname.toLowerCase());
  const usable = own.every(
    (name, i) => nodeName.safeParse(name).success && own.indexOf(name) === i && !taken.includes(name),
  );
  const numbers = Array.from({ length: taken.length + own.length }, (_, i) => `pi${i + 1}`);
  const free = numbers.filter((name) => !taken.includes(name)).slice(0, own.length);
  const answer = await ask.text("names", message, (usable ? own : free).join(","));
  const names = sameCount("names", elements(answer), own.length);
  const twice = names.find((name) => taken.includes(name));
  if (twice !== undefined)
    throw new Error(`names: found ${twice}, which is a node already; expected another name`);
  return names;
}

/** The nodes as they were proposed, with the addresses that were answered. */
export async function whichAddresses(
  ask: Answerer,
  proposed: readonly NodeProposal[],
  messages: { readonly pods: string; readonly unbounds: string },
): Promise<readonly NodeProposal[]> {
  const list = async (key: "podAddresses" | "unboundAddresses", message: string, proposal: string[]) =>
    sameCount(key, elements(await ask.text(key, message, proposal.join(","))), proposed.length);
  const pods = await list(
    "podAddresses",
    messages.pods,
    proposed.map(({ podAddress }) => podAddress),
  );
  const unbounds = await list(
    "unboundAddresses",
    messages.unbounds,
    proposed.map(({ unboundAddress }) => unboundAddress),
  );
  return proposed.map(({ priority }, i) => ({
    podAddress: pods[i]!,
    unboundAddress: unbounds[i]!,
    priority,
  }));
}

async function whichNetwork(
  ask: Answerer,
  explorer: Explorer,
  hosts: readonly string[],
  found: readonly HostFound[],
  access: Access,
): Promise<Ground> {
  const [host, first] = [hosts[0]!, found[0]!];
  const subnet = await ask.text("subnet", "The LAN's subnet", subnetOf(host, first.prefix));
  const gateway = await ask.text("gateway", "The router", first.gateway);
  ask.say("Listening for DHCP servers and VRRP routers on the LAN …");
  const { offers, vrids } = await explorer.lan(host, first.interface, access);
  for (const { server, offered, resolvers } of offers)
    ask.say(
      `The DHCP server ${server} offers ${offered}, and as DNS server ${resolvers.join(", ") || "none"}.`,
    );
  if (offers.length === 0) ask.say("No DHCP server has answered.");
  if (vrids.length > 0) ask.say(`VRRP ids in use: ${vrids.join(", ")}`);
  const dhcpPool = await ask.text(
    "dhcpPool",
    offers.length > 0
      ? `The range that the router hands out, FROM-TO; ${offers[0]!.offered} lies in it`
      : "The range that the router hands out, FROM-TO; empty if there is none",
    offers.length > 0 ? undefined : "",
  );
  const ground: Ground = { subnet, gateway, dhcpPool, hosts, taken: [], vrids };
  const taken = await explorer.taken(host, first.interface, candidates(ground), access);
  if (taken.length > 0) ask.say(`In use, and so not proposed: ${taken.join(", ")}`);
  return { ...ground, taken };
}

function sameCount(key: QuestionName, given: string[], count: number): string[] {
  if (given.length === count) return given;
  throw new Error(
    `${key}: found ${given.length} (${given.join(", ")}); expected ${count}, one for each host`,
  );
}

/** Only the keys that differ from their defaults. */
const accessKeys = ({ keyFile, port }: Access): Pick<Described["cluster"], "sshKey" | "sshPort"> => ({
  ...(keyFile === "~/.ssh/id_ed25519" ? {} : { sshKey: keyFile }),
  ...(port === 22 ? {} : { sshPort: port }),
});
