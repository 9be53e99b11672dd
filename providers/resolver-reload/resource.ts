import * as pulumi from "@pulumi/pulumi";
import type { SshTarget } from "../ssh/target";
import { dynamicProvider } from "../dynamic-provider";

export interface ResolverReloadArgs {
  readonly target: pulumi.Input<SshTarget>;
  /** The peers' hosts: their Pi-holes have asked this node's Unbound too, and have cached what it said before. */
  readonly peers: readonly SshTarget[];
  /** Names of the containers of Unbound and Pi-hole. */
  readonly unbound: string;
  readonly pihole: string;
  /** What Unbound answers with when it has loaded the files. */
  readonly revision: string;
  /** Paths on the host of the files that are taken up, with the SHA-256 of what each holds. */
  readonly files: pulumi.Input<Readonly<Record<string, string>>>;
  /** A digest of what Pi-hole's dnsmasq has to have started with: its agent restarts it for that, in an orderly way. */
  readonly dnsmasq: string;
  /** What applies to a domain, each `DOMAIN WORDS`: the caches forget the domains of those that come or go. */
  readonly settings: readonly string[];
}

/**
 * Has Unbound and Pi-hole take their zones up while they serve: no restart, and the caches stay, except for what has
 * changed. `refresh` sees files that were changed by hand and an Unbound that runs with something else.
 */
export class ResolverReload extends pulumi.dynamic.Resource {
  /** Why it has to be done again; [] if both run with what was deployed. */
  declare readonly findings: pulumi.Output<string[]>;

  constructor(name: string, args: ResolverReloadArgs, opts?: pulumi.CustomResourceOptions) {
    const props = { ...args, findings: undefined };
    super(dynamicProvider("resolver-reload"), name, props, opts, "hadns", "ResolverReload");
  }
}
