import path from "node:path";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { ContainerNames } from "../providers/container-names/resource";
import { HostScript } from "../providers/host-script/resource";
import { RemoteFile } from "../providers/remote-file/resource";
import { Running } from "../providers/running/resource";
import { SystemdUnit } from "../providers/systemd-unit/resource";
import type { SshTarget } from "../providers/ssh/target";
import { observeContainers, ownUser } from "../runtime/contract/names";
import type { NodePlan } from "./config/plan";
import { nodeContainer, type ContainerShape } from "./container";
import { shortDigest } from "./short-digest";
import { hardened } from "./hardened";
import { hostFile } from "./host-file";
import { observeRights } from "./observe-rights";
import { inMacvlan } from "./macvlan-network";
import { podIpv6Sysctls } from "./pod-sysctls";
import { hasIpv6 } from "./config/ipv6-rules";
import { observeAddress6 } from "./config/observe-rules";
import { membersOf, type ObserveContainer, type ObserveSecrets } from "./observe-members";
import { renderLimits } from "./render/limits-file";
import { observeMount } from "./render/observe/observe-deployed";
import {
  observeDataFolder,
  observeFolder,
  observeKeeperFile,
  observeLimitsFile,
  observeUnitFile,
  observeUnitName,
  recordFile,
} from "./render/node-paths";
import { byDigest } from "./render/service-files";
import { renderObserveUnit } from "./render/systemd";
import { secretRevision } from "./secret-revision";

export interface ObserveArgs {
  readonly plan: NodePlan;
  readonly ssh: SshTarget;
  readonly secrets: ObserveSecrets;
  /** The macvlan network. */
  readonly network: pulumi.Input<string>;
  /** Of the pod. */
  readonly podImage: pulumi.Input<string>;
  readonly limitsMemory: pulumi.Input<boolean>;
  /** The checkout that files are read from. */
  readonly root: string;
}

/** DNS comes first: a quarter of the ordinary weight. */
const cpuShares = 256;

/** It has no packet filter of its own, so it has no IPv6: a router may give it an address that the internet reaches. */
export const observePodShape = (plan: NodePlan): ContainerShape => ({
  ...hardened(observeRights.pod),
  cpuShares,
  entrypoints: ["sleep", "infinity"],
  init: true,
  hostname: observeContainers.pod,
  ...(hasIpv6(plan) ? { sysctls: podIpv6Sysctls } : {}),
  // Each node's own address, since a message that the VIP is gone needs names as well.
  dns: [...[plan.node, ...plan.peers].map(({ podAddress }) => podAddress), plan.cluster.gateway],
});

export const observeShape = (
  plan: NodePlan,
  { key, entrypoint, command, env, data }: ObserveContainer,
): ContainerShape => ({
  ...hardened(observeRights[key]),
  cpuShares,
  entrypoints: [entrypoint],
  ...(command && { command: [...command] }),
  ...(env && { envs: [...env] }),
  volumes: [
    { hostPath: `${observeFolder}/${key}`, containerPath: observeMount, readOnly: true },
    { hostPath: `${observeDataFolder}/${key}`, containerPath: data },
  ],
});

/**
 * Prometheus, Alertmanager and Grafana, in a pod with an address of its own. Comes after everything that answers DNS, and
 * nothing of that depends on it: no change here drains or restarts a node.
 */
export class Observe extends pulumi.ComponentResource {
  constructor(name: string, args: ObserveArgs, opts: pulumi.ComponentResourceOptions) {
    super("hadns:index:Observe", name, {}, opts);
    const { plan, ssh: target, secrets, limitsMemory } = args;
    const members = membersOf(plan, args.root, secrets);
    const { observeAddress } = plan.cluster;
    const all = [observeContainers.pod, ...members.map(({ key }) => observeContainers[key])];
    const folders = new HostScript(
      `${name}-folders`,
      {
        target,
        create: [
          `install -d -m 755 ${observeFolder} ${members.flatMap(foldersOf).join(" ")}`,
          `install -d -m 700 -o ${ownUser} -g ${ownUser} ${members.map(({ key }) => `${observeDataFolder}/${key}`).join(" ")}`,
        ].join(" && "),
        delete: `find ${observeFolder} -depth -type d -empty -delete; echo "what was recorded stays in ${observeDataFolder}"`,
      },
      { parent: this },
    );
    const generations = Object.fromEntries(
      all.map((container) => {
        const running = { target, container, record: recordFile(container) };
        return [container, new Running(`${name}-${container}-running`, running, { parent: this }).generation];
      }),
    );
    const freed = new ContainerNames(
      `${name}-container-names`,
      {
        target,
        containers: all.map((container) => ({ name: container, record: recordFile(container) })),
        generations: pulumi.all(all.map((container) => generations[container]!)),
      },
      { parent: this, dependsOn: folders },
    );
    const place = (container: string) => ({ ssh: target, generation: generations[container]!, limitsMemory });
    const pod = nodeContainer(
      `${name}-pod-container`,
      {
        ...observePodShape(plan),
        image: args.podImage,
        networksAdvanced: inMacvlan(args.network, observeAddress, observeAddress6(plan)),
      },
      place(observeContainers.pod),
      [],
      { parent: this, dependsOn: freed },
    );
    const joined = members.map((member) => this.member(name, member, args, pod, place, folders));
    this.keep(name, target, all, [pod, ...joined]);
    this.registerOutputs();
  }

  private member(
    name: string,
    member: ObserveContainer,
    { plan, ssh: target, secrets }: ObserveArgs,
    pod: docker.Container,
    place: (container: string) => Parameters<typeof nodeContainer>[2],
    folders: pulumi.Resource,
  ): docker.Container {
    const { key } = member;
    const folder = `${observeFolder}/${key}`;
    const image = new docker.RemoteImage(
      `${name}-${key}-image`,
      { name: byDigest(member.image), keepLocally: true },
      { parent: this },
    );
    const file = (of: string, content: pulumi.Input<string>, secret: boolean) =>
      new RemoteFile(
        `${name}-${key}-${path.posix.basename(of)}`,
        { target, path: `${folder}/${of}`, content, ...(secret ? { mode: "600", owner: ownUser } : {}) },
        { parent: this, dependsOn: folders },
      );
    const written = [
      ...Object.entries(member.files).map(([of, text]) => file(of, text, false)),
      ...Object.entries(member.secrets).map(([of, text]) => file(of, text, true)),
    ];
    return nodeContainer(
      `${name}-${key}-container`,
      {
        ...observeShape(plan, member),
        image: image.imageId,
        networkMode: pulumi.interpolate`container:${pod.id}`,
        revision: secretRevision(
          secrets.clusterSecret,
          JSON.stringify(member.files),
          ...Object.values(member.secrets),
        ),
      },
      place(observeContainers[key]),
      [...Object.keys(member.files), ...Object.keys(member.secrets)].map((of) => `${folder}/${of}`),
      { parent: this, dependsOn: written },
    );
  }

  /** The host's unit that starts them in order; apart from the one that keeps DNS. */
  private keep(name: string, target: SshTarget, all: readonly string[], containers: pulumi.Resource[]): void {
    const script = hostFile("ha-dns-observe.sh");
    const rights = Object.values(observeRights).filter((one) => all.includes(one.name));
    const [limits, unit] = [renderLimits(rights), renderObserveUnit(all[0]!, all.slice(1))];
    const file = (what: string, at: string, content: string, mode = "644") =>
      new RemoteFile(`${name}-${what}`, { target, path: at, content, mode }, { parent: this });
    const files = [
      file("keeper", observeKeeperFile, script, "755"),
      file("limits", observeLimitsFile, limits),
      file("file", observeUnitFile, unit),
    ];
    new SystemdUnit(
      `${name}-unit`,
      {
        target,
        unit: observeUnitName,
        reads: [observeKeeperFile, observeLimitsFile, observeUnitFile],
        revision: shortDigest(script, limits, unit),
      },
      { parent: this, dependsOn: [...files, ...containers] },
    );
  }
}

/** Those that the files of a member lie in, the outer ones first. */
function foldersOf({ key, files }: ObserveContainer): string[] {
  const inner = Object.keys(files).flatMap((file) => {
    const parts = path.posix.dirname(file).split("/");
    return parts[0] === "." ? [] : parts.map((_, i) => parts.slice(0, i + 1).join("/"));
  });
  return ["", ...new Set(inner)].map((folder) =>
    path.posix.join(observeFolder, key, folder).replace(/\/$/, ""),
  );
}
