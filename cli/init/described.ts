/** A node, as `init` and `add` write it. */
export interface DescribedNode {
  readonly name: string;
  readonly host: string;
  readonly podAddress: string;
  readonly unboundAddress: string;
  readonly priority: number;
  readonly interface: string;
}

/** A cluster, as `init` writes it: config keys with their values. */
export interface Described {
  readonly cluster: {
    readonly vip: string;
    readonly subnet: string;
    readonly gateway: string;
    readonly dhcpPool: string;
    readonly vrid: number;
    readonly timezone: string;
    readonly sshKey?: string;
    readonly sshPort?: number;
  };
  readonly nodes: readonly DescribedNode[];
}
