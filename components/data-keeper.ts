import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { HostScript } from "../providers/host-script/resource";
import { ImageFiles } from "../providers/image-files/resource";
import { RemoteFile } from "../providers/remote-file/resource";
import { SystemdUnit } from "../providers/systemd-unit/resource";
import type { SshTarget } from "../providers/ssh/target";
import type { DataConfig } from "../runtime/contract/data-config";
import { dataFiles } from "../runtime/contract/files";
import { shortDigest } from "./short-digest";
import { renderDataConfig } from "./render/data-config-file";
import { dataUnitFile, dataUnitName } from "./render/node-paths";
import { renderDataUnit } from "./render/systemd";
import type { NodePlan } from "./config/plan";
import { hostFile } from "./host-file";

export interface DataKeeperArgs {
  readonly plan: NodePlan;
  readonly ssh: SshTarget;
  /** Id of the runtime image, which the host's engine has: the keeper's program and its Node.js come out of it. */
  readonly image: pulumi.Input<string>;
  /** The standby services, as data.json has them. */
  readonly services: pulumi.Input<DataConfig["services"]>;
}

/** The host's data keeper: it runs beside the containers, since ZFS, compose and the host's addresses are the host's. */
export class DataKeeper extends pulumi.ComponentResource {
  constructor(name: string, args: DataKeeperArgs, opts: pulumi.ComponentResourceOptions) {
    super("hadns:index:DataKeeper", name, {}, opts);
    const target = args.ssh;
    const file = (what: string, place: string, content: pulumi.Input<string>, mode = "644") =>
      new RemoteFile(`${name}-${what}`, { target, path: place, content, mode }, { parent: this });
    const config = pulumi
      .output(args.services)
      .apply((services) => renderDataConfig(args.plan, services as DataConfig["services"]));
    const unit = renderDataUnit();

    const program = new ImageFiles(
      `${name}-program`,
      {
        target,
        image: args.image,
        folder: path.posix.dirname(dataFiles.program),
        files: {
          [path.posix.basename(dataFiles.node)]: "/opt/ha-dns/node",
          [path.posix.basename(dataFiles.program)]: "/opt/ha-dns/data.js",
        },
        // Node.js may be built for another C library than the host's.
        check: [`./${path.posix.basename(dataFiles.node)}`, path.posix.basename(dataFiles.program), "--help"],
      },
      { parent: this },
    );
    const parts = [
      program,
      file("config", dataFiles.config, config),
      file("command", dataFiles.command, hostFile("ha-dns"), "755"),
      file("file", dataUnitFile, unit),
      ...afterwards(name, args, this),
    ];
    new SystemdUnit(
      `${name}-unit`,
      {
        target,
        unit: dataUnitName,
        reads: [dataFiles.config, dataFiles.program, dataUnitFile],
        revision: pulumi
          .all([program.copied, config])
          .apply(([copied, text]) => shortDigest(JSON.stringify(copied), text, unit)),
      },
      { parent: this, dependsOn: parts },
    );
    this.registerOutputs();
  }
}

/** What happens when the keeper has been taken away: nothing runs on, or answers, that nobody keeps. */
function afterwards(name: string, { plan, ssh }: DataKeeperArgs, parent: DataKeeper): pulumi.Resource[] {
  const { fenceAddress } = plan.cluster;
  const link = plan.node.interface;
  const onDelete = (what: string, text: string, triggers: string[] = []) =>
    new HostScript(`${name}-${what}`, { target: ssh, create: "true", delete: text, triggers }, { parent });
  // What told this keeper to let the data go is not for the next one.
  const services = onDelete("services", `rm -f ${dataFiles.leave}\n${hostFile("stop-services.sh")}`);
  if (fenceAddress === "") return [services];
  const release = `ip addr del ${fenceAddress}/32 dev ${link} 2>/dev/null || true`;
  return [services, onDelete("fence", release, [fenceAddress, link])];
}
