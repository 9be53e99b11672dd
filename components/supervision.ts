import * as pulumi from "@pulumi/pulumi";
import { HostScript } from "../providers/host-script/resource";
import { RemoteFile } from "../providers/remote-file/resource";
import { SystemdUnit } from "../providers/systemd-unit/resource";
import type { SshTarget } from "../providers/ssh/target";
import { shortDigest } from "./short-digest";
import { hostFile } from "./host-file";
import { renderLimits } from "./render/limits-file";
import { hostLegFile, keeperFile, limitsFile, unitFile, unitName } from "./render/node-paths";
import { renderUnit } from "./render/systemd";
import { rightsOf, secondRights } from "./rights";
import { answersSecond } from "./second";
import type { NodePlan } from "./config/plan";

export interface SupervisionArgs {
  readonly ssh: SshTarget;
  readonly plan: NodePlan;
}

/** The host's systemd unit that starts the node's containers in order, heals what is missing, and keeps the host's leg. */
export class Supervision extends pulumi.ComponentResource {
  constructor(name: string, args: SupervisionArgs, opts: pulumi.ComponentResourceOptions) {
    super("hadns:index:Supervision", name, {}, opts);
    const target = args.ssh;
    const [keeper, leg] = [hostFile("ha-dns-keeper.sh"), hostFile("ha-dns-host-leg.sh")];
    const { interface: link } = args.plan.node;
    const further = answersSecond(args.plan) ? [secondRights] : [];
    const unit = renderUnit(
      link,
      further.map(({ name: container }) => container),
    );
    const limits = renderLimits([...Object.values(rightsOf(args.plan)), ...further]);
    const file = (what: string, at: string, content: string, mode = "644") =>
      new RemoteFile(`${name}-${what}`, { target, path: at, content, mode }, { parent: this });
    const legFile = file("leg", hostLegFile, leg, "755");
    const removal = new HostScript(
      `${name}-leg-removal`,
      {
        target,
        create: "true",
        // Without the script there is still the end of the pod, which takes the leg with it.
        delete: `[ ! -x ${hostLegFile} ] || ${hostLegFile} down ${link}`,
        triggers: [link],
      },
      { parent: this, dependsOn: legFile },
    );
    const files = [
      file("keeper", keeperFile, keeper, "755"),
      file("limits", limitsFile, limits),
      file("file", unitFile, unit),
    ];
    new SystemdUnit(
      `${name}-unit`,
      {
        target,
        unit: unitName,
        reads: [keeperFile, limitsFile, unitFile],
        revision: shortDigest(keeper, limits, unit),
      },
      { parent: this, dependsOn: [...files, legFile, removal] },
    );
    this.registerOutputs();
  }
}
