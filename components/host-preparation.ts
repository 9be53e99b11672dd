import * as pulumi from "@pulumi/pulumi";
import { HostScript } from "../providers/host-script/resource";
import { dataFolder, etcFolder, runFolder } from "./render/node-paths";
import { ownUser } from "../runtime/contract/names";
import type { SshTarget } from "../providers/ssh/target";
import { hostFile } from "./host-file";

export interface HostPreparationArgs {
  readonly ssh: SshTarget;
  /** The interface that the node's containers use; checked to be there. */
  readonly interface: string;
  readonly network: "macvlan" | "host";
}

/** Brings a Debian-like host to where containers can be run on it: Docker's engine, folders, kernel settings. */
export class HostPreparation extends pulumi.ComponentResource {
  /** Known when the host is prepared; until then nothing tries to reach its Docker engine. */
  readonly dockerHost: pulumi.Output<string>;
  /** Whether the host's kernel has IPv6, as it had when the host was prepared. */
  readonly hasIpv6: pulumi.Output<boolean>;
  /** Whether the host's kernel can limit a container's memory; Raspberry Pi OS has it switched off. */
  readonly limitsMemory: pulumi.Output<boolean>;

  constructor(name: string, args: HostPreparationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("hadns:index:HostPreparation", name, {}, opts);
    const { ssh } = args;
    const script = hostFile("prepare-host.sh");
    const prepared = new HostScript(
      `${name}-packages`,
      {
        target: ssh,
        create: `sh -s -- ${args.interface} ${ownUser}${args.network === "host" ? " host" : ""}`,
        stdin: script,
        // What holds nothing goes; what a person put in does not.
        delete:
          `rm -rf ${runFolder}; find ${etcFolder} -depth -type d -empty -delete 2>/dev/null; ` +
          `echo "Pi-hole's lists, settings and history stay on ${ssh.host} in ${dataFolder}"`,
      },
      { parent: this },
    );
    // The id, since a preview knows it after the first update, also when the script has changed.
    this.dockerHost = prepared.id.apply(() => `ssh://${ssh.user}@${ssh.host}:${ssh.port}`);
    this.hasIpv6 = prepared.stdout.apply((said) => !/^no IPv6$/m.test(said));
    this.limitsMemory = prepared.stdout.apply((said) => !/^no memory limits$/m.test(said));
    this.registerOutputs({ dockerHost: this.dockerHost });
  }
}
