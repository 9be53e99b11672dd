import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { RemoteFile } from "../providers/remote-file/resource";
import { files, sharedFolder } from "../runtime/contract/files";
import { ownUser } from "../runtime/contract/names";
import { nodeContainer, type ContainerPlace, type ContainerShape } from "./container";
import { shortDigest } from "./short-digest";
import type { ClusterSecrets } from "./cluster-secrets";
import { derivedKey } from "./derived-keys";
import { hardened } from "./hardened";
import type { ImageNames } from "./images/image-names";
import { rightsOf } from "./rights";
import { secretRevision } from "./secret-revision";
import { renderHistory } from "./render/history-files";
import { renderSyncExcept } from "./render/sync-except";
import { renderDhcp } from "./render/dhcp-files";
import { renderAgentConfig } from "./render/agent-config-file";
import {
  agentFolder,
  channelKeyFile,
  localZoneFolder,
  notifyFolder,
  onHost,
  pageCertificateFile,
  pageFolder,
  piholeFolder,
  piholePasswordFile,
  podFolder,
  publicNameFolder,
  runFolder,
  sessionKeyFile,
  unboundRunFolder,
} from "./render/node-paths";
import { hasPassword, type NodePlan } from "./config/plan";

export interface AgentArgs extends ContainerPlace {
  readonly plan: NodePlan;
  readonly image: pulumi.Input<string>;
  readonly networkMode: pulumi.Input<string>;
  /** The text of agent.json. */
  readonly config: pulumi.Output<string>;
  readonly secrets: ClusterSecrets;
}

/** Mounts a folder of the host at the place where the agent looks for this file of it; read-only. */
const folderOf = (hostPath: string, file: string) => ({
  hostPath,
  containerPath: path.posix.dirname(file),
  readOnly: true,
});

export const agentShape = (plan: NodePlan): ContainerShape => ({
  ...hardened(rightsOf(plan).agent),
  command: ["agent"],
  volumes: [
    { hostPath: podFolder, containerPath: "/etc/ha-dns", readOnly: true },
    { hostPath: sharedFolder, containerPath: runFolder },
    { hostPath: unboundRunFolder, containerPath: unboundRunFolder },
    { hostPath: agentFolder, containerPath: files.agentData },
    { hostPath: piholeFolder, containerPath: files.pihole, readOnly: true },
    { hostPath: channelKeyFile, containerPath: files.channelKey, readOnly: true },
    { hostPath: sessionKeyFile, containerPath: files.sessionKey, readOnly: true },
    folderOf(pageFolder, files.pageCertificate),
    folderOf(notifyFolder, files.notify),
    { hostPath: piholePasswordFile, containerPath: files.piholePassword, readOnly: true },
    ...(plan.cluster.localZone === "" ? [] : [folderOf(localZoneFolder, files.localZone)]),
    ...(plan.cluster.dhcp === "off" ? [] : [{ hostPath: files.leases, containerPath: files.leases }]),
    ...(plan.cluster.publicName === undefined ? [] : [folderOf(publicNameFolder, files.publicName)]),
  ],
});

/** The text of agent.json. */
export function agentConfig(
  plan: NodePlan,
  images: ImageNames,
  { clusterSecret, vrrpPassword }: ClusterSecrets,
): pulumi.Output<string> {
  const { vrid, vrrpVersion, advertInterval, missedAdverts } = plan.cluster;
  // `ranked`: priorities by rank, which those of earlier versions are not to be compared with.
  const agreed = `v${vrrpVersion}/${vrid}/${missedAdverts}x${advertInterval}/ranked`;
  const agreement = hasPassword(plan)
    ? pulumi.interpolate`${agreed}/${secretRevision(clusterSecret, vrrpPassword)}`
    : pulumi.output(agreed);
  return agreement.apply((text) => renderAgentConfig(plan, images, text));
}

/** The agent in the pod: it sees whether DNS answers, tells keepalived, and writes the node's role. */
export class Agent extends pulumi.ComponentResource {
  readonly revision: pulumi.Output<string>;

  constructor(name: string, args: AgentArgs, opts: pulumi.ComponentResourceOptions) {
    super("hadns:index:Agent", name, {}, opts);
    const config = new RemoteFile(
      `${name}-config`,
      { target: args.ssh, path: onHost(files.agentConfig), content: args.config },
      { parent: this },
    );
    const { clusterSecret, piholePassword, pageCertificate } = args.secrets;
    const keyFile = (what: "channel-key" | "session-key", at: string, key: pulumi.Output<string>) =>
      new RemoteFile(
        `${name}-${what}`,
        { target: args.ssh, path: at, content: key, mode: "600", owner: ownUser },
        { parent: this },
      );
    const keys = [
      keyFile("channel-key", channelKeyFile, derivedKey(clusterSecret, "agents' channel")),
      keyFile("session-key", sessionKeyFile, derivedKey(clusterSecret, "page sessions")),
    ];
    // Not in the revision below: the agent takes a renewed one up while it runs.
    if (pageCertificate)
      new RemoteFile(
        `${name}-page-certificate`,
        {
          target: args.ssh,
          path: pageCertificateFile,
          content: pageCertificate,
          mode: "600",
          owner: ownUser,
        },
        { parent: this },
      );
    // Nor are these: they are no part of agent.json, so that a change drains nothing.
    const { syncExcept, followerWrites } = args.plan.cluster;
    if (syncExcept.length > 0)
      new RemoteFile(
        `${name}-sync-except`,
        { target: args.ssh, path: onHost(files.syncExcept), content: renderSyncExcept(syncExcept) },
        { parent: this },
      );
    const history = renderHistory(args.plan.cluster);
    if (history !== undefined)
      new RemoteFile(
        `${name}-history`,
        { target: args.ssh, path: onHost(files.history), content: history },
        { parent: this },
      );
    if (followerWrites === "forward")
      new RemoteFile(
        `${name}-follower-writes`,
        { target: args.ssh, path: onHost(files.followerWrites), content: "forward\n" },
        { parent: this },
      );
    if (args.plan.cluster.dhcp !== "off")
      new RemoteFile(
        `${name}-dhcp`,
        { target: args.ssh, path: onHost(files.dhcp), content: renderDhcp(args.plan.cluster) },
        { parent: this },
      );
    const container = nodeContainer(
      `${name}-container`,
      {
        ...agentShape(args.plan),
        image: args.image,
        networkMode: args.networkMode,
        revision: pulumi
          .all([args.config, secretRevision(clusterSecret, piholePassword)])
          .apply((parts) => shortDigest(...parts)),
      },
      args,
      [onHost(files.agentConfig), channelKeyFile, sessionKeyFile, piholePasswordFile],
      { parent: this, dependsOn: [config, ...keys] },
    );
    this.revision = container.id;
    this.registerOutputs();
  }
}
