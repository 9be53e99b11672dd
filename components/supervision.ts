import { readFileSync } from "node:fs";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { RemoteFile } from "../providers/remote-file/resource";
import { SystemdUnit } from "../providers/systemd-unit/resource";
import type { SshTarget } from "../providers/ssh/target";
import { digest } from "./digest";
import { keeperFile, unitFile, unitName } from "./render/paths";
import { renderUnit } from "./render/systemd";

export interface SupervisionArgs {
  readonly ssh: SshTarget;
}

/** The host's systemd unit that starts the node's containers in order, and heals what is missing. */
export class Supervision extends pulumi.ComponentResource {
  constructor(name: string, args: SupervisionArgs, opts: pulumi.ComponentResourceOptions) {
    super("hadns:index:Supervision", name, {}, opts);
    const target = args.ssh;
    const script = readFileSync(path.join(__dirname, "files", "ha-dns-keeper.sh"), "utf8");
    const unit = renderUnit();
    const keeper = new RemoteFile(
      `${name}-keeper`,
      { target, path: keeperFile, content: script, mode: "755" },
      { parent: this },
    );
    const file = new RemoteFile(`${name}-file`, { target, path: unitFile, content: unit }, { parent: this });
    new SystemdUnit(
      `${name}-unit`,
      { target, unit: unitName, revision: digest(script, unit) },
      { parent: this, dependsOn: [keeper, file] },
    );
    this.registerOutputs();
  }
}
