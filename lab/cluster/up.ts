import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Progress } from "../progress";
import type { Release } from "../releases";
import { type LabNode, type LabSettings } from "../settings";
import { run, until } from "../shell";
import { baseImages, type BaseImages } from "./base-images";
import { clientSpec, hasRoute } from "./client-machine";
import { ensureContainer, type Outcome } from "./container";
import { findAll, judge, labIdentity, livingForeigner, remove, type LabIdentity } from "./identity";
import { hostImage } from "./host-image";
import { buildImage } from "./images";
import { awaitInternet, internetImage, internetSpec, prepareInternet } from "./internet";
import { allowRouted, ensureNetworks } from "./network";
import { awaitNode, nodeSpec, type Boot } from "./machine";
import { openPorts, securePorts } from "./port-security";
import { awaitRegistry, publish, registrySpec } from "./registry";
import { routerSpec } from "./router";
import { authorize, prepareSsh, writeKnownHosts } from "./ssh";
import { assertFree, subnetFile } from "./subnet";

export interface UpOptions {
  readonly progress: Progress;
  /** A Linux Node of this machine's architecture, version 22 or later; the running one if nothing is said. */
  readonly nodeBinary?: string;
}

/** What `up` found and made. */
export interface World {
  readonly bases: BaseImages;
  readonly outcomes: Readonly<Record<string, Outcome>>;
  /** Nodes that are new: nothing that was deployed to them before is there any more. */
  readonly fresh: readonly string[];
  readonly boots: Readonly<Record<string, Boot>>;
  /** Images that had to be pushed to the lab's registry. */
  readonly published: readonly string[];
  readonly ms: number;
}

/**
 * Brings the lab's machines up, and makes only what is missing; healthy machines are left alone. Throws with what is
 * wrong where the engine does not answer, another checkout's lab is there, or a machine does not come up.
 */
export async function up(
  settings: LabSettings,
  { progress, nodeBinary = process.execPath }: UpOptions,
): Promise<World> {
  const from = Date.now();
  await engineAnswers();
  const identity = await labIdentity(settings.folder);
  await clearLeftovers(identity, progress);
  await assertFree([settings.subnet, settings.wan.subnet]);
  await Promise.all([prepareSsh(settings), prepareInternet(settings)]);
  const bases = await baseImages(settings, progress, nodeBinary);
  const images = await labImages(settings, bases, progress);
  await ensureNetworks(settings, identity, progress);
  // The next run takes the same.
  await writeFile(subnetFile(settings.folder), `${settings.subnet}\n`);
  await writeFile(path.join(settings.folder, "nodes"), `${settings.nodes.length}\n`);
  await writeFile(path.join(settings.folder, "data"), settings.data ? "1\n" : "0\n");
  await writeFile(path.join(settings.folder, "ipv6"), settings.subnet6 === null ? "0\n" : "1\n");

  const outcomes: Record<string, Outcome> = {};
  const ensure = async (spec: Parameters<typeof ensureContainer>[0]) => {
    outcomes[spec.name] = await ensureContainer(spec, identity, progress);
  };
  await Promise.all([
    ensure(routerSpec(settings, images.router)),
    ensure(registrySpec(settings, images.registry)),
    ensure(internetSpec(settings, images.internet)),
    ensure(clientSpec(settings, images.client)),
    ...settings.nodes.map((node) => ensure(nodeSpec(settings, node, images.hosts[node.release]))),
  ]);
  await (settings.portSecurity ? securePorts(settings, images.router) : openPorts(images.router));
  await Promise.all(settings.nodes.map((node) => authorize(settings, node)));
  await writeKnownHosts(settings);

  const [boots, published] = await Promise.all([
    awaitNodes(settings, outcomes, progress),
    publishBases(settings, bases, progress),
    awaitInternet(settings),
    awaitRoute(settings, images.router),
  ]);
  const isFresh = ({ container }: LabNode) =>
    outcomes[container] === "made" || outcomes[container] === "remade";
  const fresh = settings.nodes.filter(isFresh).map(({ name }) => name);
  return { bases, outcomes, fresh, boots, published, ms: Date.now() - from };
}

/** The way through the router is what this machine's own packet filter may stand in; asking comes first. */
async function awaitRoute(settings: LabSettings, image: string): Promise<void> {
  if (await hasRoute(settings)) return;
  await allowRouted(image);
  await until("the LAN reaches the lab's internet", 20_000, () => hasRoute(settings));
}

async function engineAnswers(): Promise<void> {
  const result = await run("docker", ["version", "--format", "{{.Server.Version}}"], { timeoutMs: 20_000 });
  if (result.code !== 0)
    throw new Error(`The lab needs a Docker engine, and none answers: ${result.stderr.trim()}`);
}

/** Removes what a lab without its folder left behind; refuses to touch the lab of another checkout. */
async function clearLeftovers(identity: LabIdentity, progress: Progress): Promise<void> {
  const found = await findAll();
  const foreign = livingForeigner(found, identity);
  if (foreign) {
    throw new Error(
      `The lab of ${path.dirname(foreign.folder)} is on this machine, by the same name.\n` +
        "Take it down from there first (npm run lab:down), or give this one another name, a wan and a subnet:\n" +
        "LAB_NAME=ha-dns-b LAB_WAN=198.18.1.0/24 LAB_SUBNET=10.98.7.0/24",
    );
  }
  const leftovers = found.filter((one) => judge(one, identity) !== "ours");
  if (leftovers.length === 0) return;
  await progress.step(
    `remove ${leftovers.length} leftovers of a lab that is dead or has lost its folder`,
    async () => {
      for (const one of leftovers) await remove(one);
    },
  );
}

interface LabImages {
  readonly router: string;
  readonly registry: string;
  readonly internet: string;
  readonly client: string;
  /** What nodes run, by release. */
  readonly hosts: Readonly<Record<Release, string>>;
}

async function labImages(settings: LabSettings, bases: BaseImages, progress: Progress): Promise<LabImages> {
  await mkdir(path.join(settings.folder, "tmp"), { recursive: true });
  const build = (name: string, base: string) =>
    buildImage({ name, context: path.join(settings.root, "lab/images", name), base }, progress);
  // Side by side: some wait for packages while another unpacks.
  const [bookworm, trixie, router, registry, internet, client] = await Promise.all([
    hostImage(settings, bases, "bookworm", progress),
    hostImage(settings, bases, "trixie", progress),
    build("router", bases.debian.local),
    build("registry", bases.debian.local),
    internetImage(settings, bases.debian.local, progress),
    build("client", bases.node.local),
  ]);
  return { hosts: { bookworm, trixie }, router, registry, internet, client };
}

async function awaitNodes(
  settings: LabSettings,
  outcomes: Readonly<Record<string, Outcome>>,
  progress: Progress,
): Promise<Record<string, Boot>> {
  const boots = await Promise.all(
    settings.nodes.map(async (node) => {
      const wait = () => awaitNode(settings, node);
      const boot =
        outcomes[node.container] === "reused" ? await wait() : await progress.step(`boot ${node.name}`, wait);
      return [node.name, boot] as const;
    }),
  );
  return Object.fromEntries(boots);
}

/** Nodes pull the images that everything stands on by their public names. */
async function publishBases(settings: LabSettings, bases: BaseImages, progress: Progress): Promise<string[]> {
  await awaitRegistry(settings);
  const published: string[] = [];
  // One after the other: Node's image stands on Debian's layers, which are then there already.
  for (const { name, local } of [bases.debian, bases.node, bases.busybox]) {
    if (await publish(settings, local, `library/${name}`, progress)) published.push(name);
  }
  return published;
}
