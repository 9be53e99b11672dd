import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { deriveKey } from "../../../components/derived-keys";
import { zoneKeys } from "../../../components/local-zone";
import { renderAnchors, renderLocalZone } from "../../../components/render/local-zone-files";
import { renderZones } from "../../../components/render/unbound-zones";
import { unboundFiles } from "../../../components/unbound";
import { ownImage } from "../../../lab/deploy/program-images";
import { Progress } from "../../../lab/progress";
import { labSettings } from "../../../lab/settings";
import { docker, run, until } from "../../../lab/shell";
import { baseImages } from "../../../lab/cluster/base-images";
import { LocalZoneSigner } from "../../../runtime/agent/local-zone/local-zone-signer";
import { DnsClient } from "../../../runtime/agent/probe/dns-client";
import { encodeQuestion } from "../../../runtime/agent/resolver/question";
import { tellUnbound } from "../../../runtime/agent/resolver/unbound-control";
import { replaceFile } from "../../../runtime/common/text-file";
import { privateKeyFile } from "../../../runtime/contract/zone-key";
import { samplePlan } from "../../unit/components/sample-plan";

const root = path.join(__dirname, "../../..");
const network = "ha-dns-test-zone";
const subnet = "198.18.74";
const signer = "ha-dns-test-zone-signer";
export const secret = "a-cluster-secret-of-32-characters";
export const zone = "home.arpa";

/** Who asks, and sees what comes back. */
export interface Asked {
  readonly ask: (name: string) => Promise<Answer>;
}

/** The parts of a plan that the zone comes from. */
export interface Wanted {
  readonly records: readonly string[];
  readonly dnssecKey: number;
  readonly secret?: string;
}

export const planOf = ({ records, dnssecKey }: Wanted) => samplePlan({ localZone: zone, records, dnssecKey });

export interface Answer {
  readonly code: number;
  readonly authentic: boolean;
  readonly answers: number;
}

/** The images of Unbound and of the agent, a network that reaches nothing, and the agent's ldns-signzone in the path. */
export class Scene {
  readonly folder = mkdtempSync(path.join(tmpdir(), "ha-dns-zone-"));
  private image = "";
  private readonly path = process.env.PATH;
  private readonly nodes: ZoneNode[] = [];
  private readonly clients: DnsClient[] = [];

  async start(): Promise<void> {
    chmodSync(this.folder, 0o755);
    const progress = new Progress(() => undefined);
    const bases = await baseImages(labSettings(root), progress, process.execPath);
    this.image = await ownImage("unbound", root, bases, progress);
    const runtime = await ownImage("runtime", root, bases, progress);
    await this.remove();
    await docker(["network", "create", "--internal", "--subnet", `${subnet}.0/24`, network]);
    await docker([
      "run",
      "--detach",
      "--name",
      signer,
      "--network",
      "none",
      "--init",
      "--volume",
      `${this.folder}:${this.folder}`,
      "--entrypoint",
      "sleep",
      runtime,
      "infinity",
    ]);
    const bin = path.join(this.folder, "bin");
    mkdirSync(bin);
    writeFileSync(
      path.join(bin, "ldns-signzone"),
      `#!/bin/sh\nexec docker exec ${signer} ldns-signzone "$@"\n`,
      { mode: 0o755 },
    );
    process.env.PATH = `${bin}:${this.path}`;
  }

  private async remove(): Promise<void> {
    const all = await run("docker", ["ps", "--all", "--quiet", "--filter", `network=${network}`]);
    await run("docker", ["rm", "--force", "--volumes", signer, ...all.stdout.split("\n").filter(Boolean)]);
    await run("docker", ["network", "rm", network]);
  }

  async stop(): Promise<void> {
    process.env.PATH = this.path;
    await Promise.all(this.nodes.map((node) => node.stop()));
    for (const client of this.clients) client.close();
    await this.remove();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A node with a zone, whose Unbound answers. */
  async node(name: string, wanted: Wanted, options: { readonly now?: () => number } = {}): Promise<ZoneNode> {
    const address = `${subnet}.${10 + this.nodes.length}`;
    const node = new ZoneNode(path.join(this.folder, name), options.now);
    this.nodes.push(node);
    node.lay(wanted);
    const config = path.join(node.folder, "unbound");
    // By its own clock a node validates what it has signed.
    const clock = options.now ? `    val-override-date: "${Math.floor(options.now() / 1000)}"\n` : "";
    const file = path.join(config, "unbound.conf");
    const text = readFileSync(file, "utf8");
    writeFileSync(
      file,
      text
        .replace("access-control: 0.0.0.0/0 refuse", "access-control: 0.0.0.0/0 allow")
        .replace("server:\n", `server:\n${clock}`),
    );
    await this.unbound(name, address, `${config}:/etc/unbound:ro`, `${node.run}:/run/ha-dns/unbound`);
    node.address = address;
    node.client = new DnsClient(address, 5335);
    node.zone.start();
    await until("the zone is served", 30_000, async () => (await node.ask(zone, 6)).authentic);
    return node;
  }

  /** A device that validates by itself: it asks these nodes in turn, and was given the trust anchors of `wanted`. */
  async device(name: string, wanted: Wanted, asks: readonly ZoneNode[]): Promise<Asked> {
    const { cluster } = planOf(wanted);
    const anchors = renderAnchors(zone, zoneKeys(secret, cluster));
    const folder = path.join(this.folder, name);
    mkdirSync(folder);
    writeFileSync(
      path.join(folder, "unbound.conf"),
      clientConf(
        anchors,
        asks.map((node) => node.address),
      ),
    );
    const address = `${subnet}.100`;
    await this.unbound(name, address, `${folder}:/etc/unbound:ro`);
    const client = new DnsClient(address, 5335);
    this.clients.push(client);
    const ask = (question: string) => askBy(client, question, 1);
    await until("the device validates", 30_000, async () => (await ask("nas.home.arpa")).authentic);
    return { ask };
  }

  private unbound(name: string, address: string, ...volumes: readonly string[]): Promise<string> {
    const place = ["--name", `${network}-${name}`, "--network", network, "--ip", address];
    const mounts = volumes.flatMap((volume) => ["--volume", volume]);
    return docker(["run", "--detach", ...place, ...mounts, this.image]);
  }
}

const clientConf = (anchors: string, resolvers: readonly string[]): string => `server:
    username: ""
    chroot: ""
    pidfile: ""
    use-syslog: no
    interface: 0.0.0.0
    port: 5335
    do-ip6: no
    access-control: 0.0.0.0/0 allow
    module-config: "validator iterator"
    local-zone: "home.arpa." nodefault
${anchors
  .split("\n")
  .filter((line) => line.includes("trust-anchor:"))
  .join("\n")}
forward-zone:
    name: "home.arpa."
${resolvers.map((address) => `    forward-addr: ${address}@5335`).join("\n")}
`;

/** What a node has of the zone, as a deployment lays it down and the agent finds it. */
export class ZoneNode {
  readonly run = path.join(this.folder, "run");
  private readonly files = {
    localZone: path.join(this.folder, "zone/zone.json"),
    localZoneKey: path.join(this.folder, "zone/signing.private"),
    localZoneSigned: path.join(this.run, "local-zone.signed"),
    unboundControl: path.join(this.run, "control"),
  };
  readonly zone: LocalZoneSigner;
  client = new DnsClient("127.0.0.1", 1);
  address = "";

  constructor(
    readonly folder: string,
    now?: () => number,
  ) {
    for (const part of ["zone", "run", "unbound/zones"])
      mkdirSync(path.join(folder, part), { recursive: true });
    this.zone = new LocalZoneSigner(this.files, { log: () => undefined, now });
  }

  /** Writes what `up` writes, in its order. */
  lay(wanted: Wanted): void {
    const plan = planOf(wanted);
    const { cluster } = plan;
    const known = wanted.secret ?? secret;
    const keys = zoneKeys(known, cluster);
    const unbound = { ...unboundFiles(plan, root), ...renderZones(plan) };
    for (const [file, text] of Object.entries(unbound)) {
      const laid = path.join(this.folder, "unbound", file);
      // The scene has changed its unbound.conf.
      if (file !== "unbound.conf" || !existsSync(laid)) writeFileSync(laid, text);
    }
    const seed = deriveKey(known, `local zone ${zone} ${wanted.dnssecKey}`);
    replaceFile(this.files.localZoneKey, privateKeyFile(seed), 0o600);
    writeFileSync(path.join(this.folder, "unbound/zones/local-zone.conf"), renderAnchors(zone, keys));
    replaceFile(this.files.localZone, renderLocalZone(cluster, keys));
  }

  /** Has Unbound take its files up, as the reload of an `up` does. */
  async reload(): Promise<void> {
    await tellUnbound(this.files.unboundControl, "reload_keep_cache");
    await tellUnbound(this.files.unboundControl, `flush_zone ${zone}`);
  }

  signedText = (): string => readFileSync(this.files.localZoneSigned, "utf8");

  ask = (name: string, type = 1): Promise<Answer> => askBy(this.client, name, type);

  async stop(): Promise<void> {
    this.client.close();
    await this.zone.stop();
  }
}

/** With the DO bit, so that the AD flag says whether the answer was validated. */
async function askBy(client: DnsClient, name: string, type: number): Promise<Answer> {
  const reply = await client.exchange((id) => {
    const message = encodeQuestion(id, name, { reasons: true });
    message.writeUInt16BE(type, 12 + name.length + 2);
    return message;
  }, 2_000);
  if (reply.kind !== "message") return { code: -1, authentic: false, answers: 0 };
  const { message } = reply;
  return {
    code: message[3]! & 15,
    authentic: (message[3]! & 0x20) !== 0,
    answers: message.readUInt16BE(6),
  };
}

export interface Sums {
  asked: number;
  lost: number;
  servfail: number;
  authentic: number;
}

/** Asks `perSecond` questions a second in turn, until `work` is done. */
export async function whileAsking(
  nodes: readonly Asked[],
  names: readonly string[],
  perSecond: number,
  work: (sums: Readonly<Sums>) => Promise<void>,
): Promise<Sums> {
  const sums: Sums = { asked: 0, lost: 0, servfail: 0, authentic: 0 };
  const pending: Promise<void>[] = [];
  const began = performance.now();
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - began) * perSecond) / 1000);
    while (sums.asked < due) {
      const node = nodes[sums.asked % nodes.length]!;
      // A new name below the wildcard each time: no cache has the answer.
      const name = sums.asked % 2 === 0 ? names[sums.asked % names.length]! : `n${sums.asked}.apps.${zone}`;
      sums.asked++;
      pending.push(
        node.ask(name).then(({ code, authentic }) => {
          if (code === -1) sums.lost++;
          if (code === 2) sums.servfail++;
          if (authentic) sums.authentic++;
        }),
      );
    }
  }, 5);
  try {
    await work(sums);
  } finally {
    clearInterval(timer);
  }
  await Promise.all(pending);
  return sums;
}
