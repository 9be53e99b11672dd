import * as pulumi from "@pulumi/pulumi";
import { RemoteFile } from "../providers/remote-file/resource";
import { ResolverReload } from "../providers/resolver-reload/resource";
import { sha256 } from "../providers/ssh/sha256";
import type { SshTarget } from "../providers/ssh/target";
import { containers } from "../runtime/contract/names";
import { dnsmasqDigest } from "../runtime/contract/resolver-revision";
import { dnsmasqFolder, localZoneAnchorsFile, unboundFolder } from "./render/node-paths";
import { renderDnsmasq, renderServers, serversFile } from "./render/pihole-dnsmasq";
import { renderZones, zoneSettings, zonesRevision } from "./render/unbound-zones";
import { sshTarget } from "./config/ssh-access";
import type { NodePlan } from "./config/plan";

/** The files that Unbound and Pi-hole take up while they serve, by path on the host. */
export const resolverNameFiles = (plan: NodePlan): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(
    Object.entries(renderZones(plan)).map(([file, content]) => [`${unboundFolder}/${file}`, content]),
  ),
  [`${dnsmasqFolder}/${serversFile}`]: renderServers(plan),
});

export interface ResolverNamesArgs {
  readonly plan: NodePlan;
  readonly ssh: SshTarget;
}

/** The files of local records, forwarded zones and the like; they are there before Unbound and Pi-hole start. */
export class ResolverNames extends pulumi.ComponentResource {
  constructor(name: string, args: ResolverNamesArgs, opts: pulumi.ComponentResourceOptions) {
    super("hadns:index:ResolverNames", name, {}, opts);
    for (const [path, content] of Object.entries(resolverNameFiles(args.plan)))
      new RemoteFile(
        `${name}-${path.split("/").pop()}`,
        { target: args.ssh, path, content },
        { parent: this },
      );
    this.registerOutputs();
  }
}

export interface TakeUpArgs extends ResolverNamesArgs {
  readonly root: string;
  /** By which Unbound trusts the local zone; undefined if there is none. */
  readonly anchors: pulumi.Output<string> | undefined;
}

/**
 * Has the running Unbound and Pi-hole take these files up. A Pi-hole that is just starting would end at the signal to
 * reload, so `dependsOn` is what has seen it answer.
 */
export function takeUpNames(
  name: string,
  { plan, ssh, root, anchors }: TakeUpArgs,
  opts: pulumi.CustomResourceOptions,
): ResolverReload {
  const digests = Object.entries(resolverNameFiles(plan)).map(
    ([path, content]) => [path, sha256(content)] as const,
  );
  const files: Readonly<Record<string, string>> = Object.fromEntries(digests);
  return new ResolverReload(
    name,
    {
      target: ssh,
      peers: plan.peers
        .map((peer) => sshTarget(root, plan.cluster, peer))
        .filter(({ hostKeys }) => hostKeys.length > 0),
      unbound: containers.unbound,
      pihole: containers.pihole,
      revision: zonesRevision(plan),
      files: anchors ? anchors.apply((text) => ({ ...files, [localZoneAnchorsFile]: sha256(text) })) : files,
      dnsmasq: dnsmasqDigest(renderDnsmasq(plan)),
      settings: zoneSettings(plan),
    },
    opts,
  );
}
