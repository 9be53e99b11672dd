import { mkdirSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { DnsCheck } from "../providers/dns-check/resource";
import type { SshTarget } from "../providers/ssh/target";
import { containers } from "../runtime/contract/names";
import { Agent } from "./agent";
import type { ClusterSecrets } from "./cluster-secrets";
import { HostPreparation } from "./host-preparation";
import { Images } from "./images/images";
import { Keepalived } from "./keepalived";
import { MacvlanNetwork } from "./macvlan-network";
import { Pihole } from "./pihole";
import { Pod } from "./pod";
import type { NodePlan } from "./spec/plan";
import { Supervision } from "./supervision";
import { Unbound } from "./unbound";

export interface DnsNodeArgs {
  readonly plan: NodePlan;
  readonly ssh: SshTarget;
  readonly secrets: ClusterSecrets;
  /** The checkout that images are built from and files are read from. */
  readonly root: string;
}

/** One node of the cluster: a host with Pi-hole, Unbound, keepalived and the agent on it, that answers. */
export class DnsNode extends pulumi.ComponentResource {
  constructor(name: string, args: DnsNodeArgs, opts?: pulumi.ComponentResourceOptions) {
    super("hadns:index:DnsNode", name, {}, opts);
    const { plan, ssh, secrets, root } = args;
    const host = new HostPreparation(
      `${name}-host`,
      { ssh, interface: plan.node.interface },
      { parent: this },
    );
    const engine = new docker.Provider(
      `${name}-engine`,
      { host: host.dockerHost, sshOpts: sshOptions(ssh) },
      { parent: this },
    );
    const within = { parent: this, providers: { docker: engine }, dependsOn: host };

    const images = new Images(`${name}-images`, { plan, root }, within);
    const network = new MacvlanNetwork(`${name}-network`, { plan }, within).name;
    const unbound = new Unbound(
      `${name}-unbound`,
      { plan, ssh, root, network, image: images.unbound },
      within,
    );
    const pod = new Pod(`${name}-pod`, { plan, network, image: images.pod }, within);

    const inPod = { plan, ssh, secrets, networkMode: pod.networkMode };
    const pihole = new Pihole(`${name}-pihole`, { ...inPod, image: images.pihole }, within);
    const keepalived = new Keepalived(`${name}-keepalived`, { ...inPod, image: images.runtime }, within);
    const agent = new Agent(`${name}-agent`, { ...inPod, image: images.runtime }, within);

    const members = [unbound, pod, pihole, keepalived, agent];
    const supervision = new Supervision(`${name}-supervision`, { ssh }, { ...within, dependsOn: members });
    new DnsCheck(
      `${name}-answers`,
      {
        target: ssh,
        agent: containers.agent,
        deadlineSeconds: 120,
        revision: pulumi.interpolate`${unbound.revision} ${pihole.revision} ${keepalived.revision} ${agent.revision}`,
      },
      { parent: this, dependsOn: supervision },
    );
    this.registerOutputs();
  }
}

/** One ssh connection that all of Docker's API calls share: each would otherwise open its own. */
function sshOptions(ssh: SshTarget): string[] {
  const sockets = path.join(homedir(), ".ssh");
  mkdirSync(sockets, { recursive: true, mode: 0o700 });
  const options = {
    UserKnownHostsFile: ssh.knownHostsFile,
    StrictHostKeyChecking: "yes",
    IdentitiesOnly: "yes",
    ControlMaster: "auto",
    ControlPath: path.join(sockets, "ha-dns-%C"),
    ControlPersist: "30",
    ConnectTimeout: "15",
  };
  const flags = Object.entries(options).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
  return ["-i", ssh.keyFile, ...flags];
}
