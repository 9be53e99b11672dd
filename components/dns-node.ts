import { mkdirSync } from "node:fs";
import { homedir } from "node:os";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { DataDeparture } from "../providers/data-departure/resource";
import { DnsCheck } from "../providers/dns-check/resource";
import { Drain } from "../providers/drain/resource";
import { Serving } from "../providers/serving/resource";
import type { SshTarget } from "../providers/ssh/target";
import type { NotifySecretsFile } from "../runtime/contract/notify-config";
import { containers } from "../runtime/contract/names";
import { Agent, agentConfig } from "./agent";
import type { ClusterSecrets } from "./cluster-secrets";
import { Convergence } from "./convergence";
import { HostLink } from "./host-link";
import { HostPreparation } from "./host-preparation";
import { NodeImages } from "./images/node-images";
import { imageNames, type ImageSources } from "./images/image-names";
import { Keepalived } from "./keepalived";
import { LocalZone } from "./local-zone";
import { Notify } from "./notify";
import { Observe } from "./observe";
import { givenObserveSecrets } from "./observe-members";
import { MacvlanNetwork } from "./macvlan-network";
import { Pihole } from "./pihole";
import { Pod } from "./pod";
import { drainMarks } from "./render/node-paths";
import { PublicName } from "./public-name";
import { ResolverNames, takeUpNames } from "./resolver-names";
import { answersSecond, Second } from "./second";
import { servingRevision } from "./serving-revision";
import { usesHostMac } from "./config/network-mode";
import { observes } from "./config/observe-rules";
import type { PeerAccess } from "./config/peer-access";
import type { NodePlan } from "./config/plan";
import { socketFolder, dockerSshOptions } from "./ssh-options";
import { Supervision } from "./supervision";
import { Unbound } from "./unbound";
import { dataStack } from "./data-stack";

export interface DnsNodeArgs {
  readonly plan: NodePlan;
  readonly ssh: SshTarget;
  /** How this node's host knows its peers' hosts. */
  readonly peers: readonly PeerAccess[];
  readonly secrets: ClusterSecrets;
  readonly sources: ImageSources;
  /** The checkout that files are read from. */
  readonly root: string;
  /** Whether the node has datasets, or had. */
  readonly storage: boolean;
}

/** One node of the cluster: a host with Pi-hole, Unbound, keepalived and the agent on it, that answers. */
export class DnsNode extends pulumi.ComponentResource {
  constructor(name: string, args: DnsNodeArgs, opts?: pulumi.ComponentResourceOptions) {
    super("hadns:index:DnsNode", name, {}, opts);
    const { plan, ssh, secrets, sources, root, storage } = args;
    const host = new HostPreparation(
      `${name}-host`,
      { ssh, interface: plan.node.interface, network: plan.node.network },
      { parent: this },
    );
    const { limitsMemory } = host;
    const engine = new docker.Provider(
      `${name}-engine`,
      { host: host.dockerHost, sshOpts: engineOptions(ssh) },
      { parent: this },
    );
    const within = { parent: this, providers: { docker: engine }, dependsOn: host };
    const names = imageNames(sources);
    const images = new NodeImages(`${name}-images`, sources, within);
    const data = storage ? dataStack(name, { ...args, image: images.runtime }, { ...within, host }) : [];
    const config = agentConfig(plan, names, secrets);
    const convergence = new Convergence(name, { ssh }, { parent: this, dependsOn: host });
    const { generations } = convergence;
    const revision = servingRevision({
      plan,
      root,
      images: names,
      secrets,
      agentConfig: config,
      generations: convergence.all,
    });
    const service = {
      target: ssh,
      agent: containers.agent,
      marks: drainMarks,
      maintenance: plan.node.maintenance,
    };
    const { force } = plan.node;
    // The images are there by then: the time without this node is the time of its change, and not of a download.
    const drain = new Drain(
      `${name}-drain`,
      { ...service, revision, force },
      { parent: this, dependsOn: images },
    );
    const link = usesHostMac(plan.node)
      ? [new HostLink(`${name}-link`, { plan, ssh }, { ...within, dependsOn: [host, drain] })]
      : [];
    // A change of it removes all that is connected to it, and so waits for the drain as well.
    const network = new MacvlanNetwork(
      `${name}-network`,
      { plan },
      { ...within, dependsOn: [host, drain, ...link] },
    );

    const freed = convergence.freeNames({ dependsOn: drain });
    const resolverNames = new ResolverNames(`${name}-names`, { plan, ssh }, { ...within, dependsOn: host });
    // It needs no drain either: Unbound and the agent load a change while they run.
    const localZone =
      plan.cluster.localZone === ""
        ? undefined
        : new LocalZone(
            `${name}-local-zone`,
            { plan, ssh, clusterSecret: secrets.clusterSecret },
            { ...within, dependsOn: host },
          );
    const nameFiles = [resolverNames, ...(localZone ? [localZone] : [])];
    const drained = { ...within, dependsOn: [host, drain, freed, ...nameFiles] };
    const unbound = new Unbound(
      `${name}-unbound`,
      {
        plan,
        ssh,
        root,
        network: network.name,
        image: images.unbound,
        generation: generations.unbound,
        limitsMemory,
      },
      drained,
    );
    const pod = new Pod(
      `${name}-pod`,
      {
        plan,
        ssh,
        network: network.name,
        image: images.pod,
        hasIpv6: host.hasIpv6,
        generation: generations.pod,
        limitsMemory,
      },
      drained,
    );
    const inPod = { plan, ssh, secrets, networkMode: pod.networkMode, limitsMemory };
    const pihole = new Pihole(
      `${name}-pihole`,
      { ...inPod, image: images.pihole, generation: generations.pihole },
      drained,
    );
    const keepalived = new Keepalived(
      `${name}-keepalived`,
      { ...inPod, image: images.runtime, generation: generations.keepalived },
      drained,
    );
    // Not drained for it: the agent takes a change up while it runs.
    const alerts = new Notify(
      `${name}-notify`,
      { plan, ssh, secrets: secrets.notify ?? noNotifySecrets() },
      { ...within, dependsOn: host },
    );
    const publicName = keepPublicName(name, args, { ...within, dependsOn: host });
    const agent = new Agent(
      `${name}-agent`,
      { ...inPod, config, image: images.runtime, generation: generations.agent },
      // The agent reads Pi-hole's folder and password, and watches the folder of the alerts.
      { ...drained, dependsOn: [...drained.dependsOn, pihole, alerts, ...publicName] },
    );

    const members = [unbound, pod, pihole, keepalived, agent];
    const second = answersSecond(plan)
      ? [
          new Second(
            `${name}-second`,
            { plan, ssh, networkMode: pod.networkMode, image: images.runtime, limitsMemory },
            { ...drained, dependsOn: [...drained.dependsOn, keepalived] },
          ),
        ]
      : [];
    const supervision = new Supervision(
      `${name}-supervision`,
      { plan, ssh },
      { ...within, dependsOn: [...members, ...second] },
    );
    const answers = new DnsCheck(
      `${name}-answers`,
      {
        target: ssh,
        agent: containers.agent,
        deadlineSeconds: 120,
        revision: pulumi.interpolate`${unbound.revision} ${pihole.revision} ${keepalived.revision} ${agent.revision}`,
      },
      { parent: this, dependsOn: supervision },
    );
    const reload = takeUpNames(
      `${name}-names-reload`,
      { plan, ssh, root, anchors: localZone?.anchors },
      { parent: this, dependsOn: [...nameFiles, answers] },
    );
    const serving = new Serving(
      `${name}-serving`,
      { ...service, drain: drain.count },
      { parent: this, dependsOn: reload },
    );
    // After DNS answers again: if an image cannot be had, no node stays drained for it.
    if (observes(plan))
      new Observe(
        `${name}-observe`,
        {
          plan,
          ssh,
          root,
          secrets: { clusterSecret: secrets.clusterSecret, given: givenObserveSecrets() },
          network: network.name,
          podImage: images.pod,
          limitsMemory,
        },
        { ...within, dependsOn: [host, serving] },
      );
    // Last, and so the first to go: peers are seen, and data is sent, as long as all else is there.
    if (data.length > 0)
      new DataDeparture(
        `${name}-data-departure`,
        { target: ssh },
        { parent: this, dependsOn: [serving, ...data] },
      );
    this.registerOutputs();
  }
}

/** It needs no drain: the agent loads a change while it runs. */
function keepPublicName(
  name: string,
  { plan, ssh, secrets }: DnsNodeArgs,
  opts: pulumi.ComponentResourceOptions,
): PublicName[] {
  const { publicName: value, publicAddressSources: sources } = plan.cluster;
  if (value === undefined) return [];
  const token = secrets.publicNameToken ?? pulumi.output("");
  return [new PublicName(`${name}-public-name`, { value, sources, ssh, token }, opts)];
}

/** With a founder of an earlier version. */
const noNotifySecrets = () => pulumi.output<NotifySecretsFile>({ channels: {}, heartbeatUrl: "" });

/** Where this machine keeps the sockets of shared connections has to be there before ssh is called. */
function engineOptions(ssh: SshTarget): string[] {
  const deployer = { platform: process.platform, home: homedir() };
  const folder = socketFolder(deployer);
  if (folder !== undefined) mkdirSync(folder, { recursive: true, mode: 0o700 });
  return dockerSshOptions(ssh, deployer);
}
