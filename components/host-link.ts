import * as pulumi from "@pulumi/pulumi";
import { HostScript } from "../providers/host-script/resource";
import { RemoteFile } from "../providers/remote-file/resource";
import type { SshTarget } from "../providers/ssh/target";
import { SystemdUnit } from "../providers/systemd-unit/resource";
import type { NodePlan } from "./config/plan";
import { shortDigest } from "./short-digest";
import { hostFile } from "./host-file";
import { renderHostLink, renderHostLinkUnit } from "./render/host-link-files";
import { hostLinkFile, hostLinkRulesFile, hostLinkUnitFile, hostLinkUnitName } from "./render/node-paths";

export interface HostLinkArgs {
  readonly plan: NodePlan;
  readonly ssh: SshTarget;
}

/** The interfaces and nftables rules with which the node's containers use the host's own MAC address: key `network: host`. */
export class HostLink extends pulumi.ComponentResource {
  constructor(name: string, args: HostLinkArgs, opts: pulumi.ComponentResourceOptions) {
    super("hadns:index:HostLink", name, {}, opts);
    const { plan, ssh: target } = args;
    const script = hostFile("ha-dns-host-link.sh");
    const rules = renderHostLink(plan);
    const unit = renderHostLinkUnit(plan.node.interface);
    const file = (what: string, at: string, content: string, mode = "644") =>
      new RemoteFile(`${name}-${what}`, { target, path: at, content, mode }, { parent: this });
    const program = file("program", hostLinkFile, script, "755");
    const removal = new HostScript(
      `${name}-removal`,
      { target, create: "true", delete: `[ ! -x ${hostLinkFile} ] || ${hostLinkFile} down` },
      { parent: this, dependsOn: program },
    );
    const files = [
      program,
      file("rules", hostLinkRulesFile, rules),
      file("unit-file", hostLinkUnitFile, unit),
    ];
    new SystemdUnit(
      `${name}-unit`,
      {
        target,
        unit: hostLinkUnitName,
        reads: [hostLinkFile, hostLinkRulesFile, hostLinkUnitFile],
        revision: shortDigest(script, rules, unit),
      },
      { parent: this, dependsOn: [...files, removal] },
    );
    this.registerOutputs();
  }
}
