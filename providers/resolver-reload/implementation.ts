import { digestsOf } from "../ssh/sha256";
import { hostOf, hostOfState } from "../ssh/pool";
import type { SshHost } from "../ssh/connection";
import type { SshTarget } from "../ssh/target";
import type { Implementation } from "../implementation";
import { dnsmasqInForce, forgetAnswers, loadZones, loadedRevision } from "./daemons";

/** The followers may have to take settings over first, and the VIP has to move. */
const restartDeadlineMs = 150_000;

interface Inputs {
  readonly target: SshTarget;
  readonly peers: readonly SshTarget[];
  readonly unbound: string;
  readonly pihole: string;
  readonly revision: string;
  readonly files: Readonly<Record<string, string>>;
  readonly dnsmasq: string;
  readonly settings: readonly string[];
}

interface Outputs extends Inputs {
  readonly findings: readonly string[];
}

export const resolverReload: Implementation<Inputs, Outputs> = {
  async diff(_id, olds, news) {
    const moved = olds.target.host !== news.target.host;
    const changes =
      moved ||
      olds.findings.length > 0 ||
      olds.revision !== news.revision ||
      olds.dnsmasq !== news.dnsmasq ||
      texts(olds.files) !== texts(news.files) ||
      olds.settings.join("\n") !== news.settings.join("\n");
    return { changes, replaces: moved ? ["target"] : [] };
  },

  async create(inputs) {
    return { id: `${inputs.target.host}:${inputs.unbound}`, outs: await take(inputs, inputs.settings) };
  },

  async read(id, props) {
    return { id, props: { ...props, findings: await look(await hostOfState(props.target), props) } };
  },

  async update(_id, olds, news) {
    // A Pi-hole that is made again starts with its lines; only one that runs has to be restarted for them.
    if (olds.dnsmasq !== news.dnsmasq) await awaitDnsmasq(await hostOf(news.target), news.dnsmasq);
    return { outs: await take(news, changed(olds.settings, news.settings)) };
  },

  async delete() {
    // It leaves nothing behind.
  },
};

const texts = (files: Readonly<Record<string, string>>): string =>
  JSON.stringify(Object.entries(files).sort());

/** What only one of the two has. */
export const changed = (olds: readonly string[], news: readonly string[]): string[] => [
  ...olds.filter((setting) => !news.includes(setting)),
  ...news.filter((setting) => !olds.includes(setting)),
];

async function take(inputs: Inputs, settings: readonly string[]): Promise<Outputs> {
  const host = await hostOf(inputs.target);
  const domains = settings.map((setting) => setting.split(" ")[0]!);
  await loadZones(host, inputs.unbound, [...new Set(domains)]);
  await forgetAnswers(host, inputs.pihole);
  await Promise.all(inputs.peers.map((peer) => forgetAtPeer(peer, inputs.pihole)));
  const findings = await look(host, inputs);
  if (findings.length > 0) throw new Error(`${inputs.target.host}: ${findings.join("; ")}`);
  return { ...inputs, findings };
}

/**
 * A peer that cannot be asked is no reason to fail: it may be down or not deployed yet, and then its Pi-hole starts with
 * an empty cache.
 */
async function forgetAtPeer(peer: SshTarget, container: string): Promise<void> {
  try {
    await forgetAnswers(await hostOf(peer), container);
  } catch {
    return;
  }
}

async function awaitDnsmasq(host: SshHost, wanted: string): Promise<void> {
  const end = Date.now() + restartDeadlineMs;
  for (;;) {
    const inForce = await dnsmasqInForce(host);
    if (inForce === wanted) return;
    if (Date.now() > end)
      throw new Error(
        `Pi-hole has not been restarted for dnsmasqLines within ${restartDeadlineMs / 1000} s: its agent does so when ` +
          "another node can take the virtual IP over. `ha-dns status` says what it waits for; then run `pulumi up` again.",
      );
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function look(host: SshHost, { unbound, revision, files }: Inputs): Promise<string[]> {
  const loaded = await loadedRevision(host, unbound);
  const digests = await digestsOf(host, Object.keys(files));
  return [
    ...(loaded === revision ? [] : [`${unbound} runs with other zones than those that were deployed`]),
    ...Object.entries(files)
      .filter(([path, sha256]) => digests[path] !== sha256)
      .map(([path]) => `${path} is not as it was deployed`),
  ];
}
