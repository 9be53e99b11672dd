/** A node, as far as it matters for the order of updates. */
export interface Updated {
  readonly name: string;
  /** Whether its stack has resources. */
  readonly deployed: boolean;
  readonly leads: boolean;
}

/**
 * The order in which nodes are updated: those that follow, then the leader, so that the VIP moves once, to a node that
 * is updated already; then nodes that are new, because the others have to know them first. The founder comes first if it
 * is new itself: its stack makes the secrets. `nodes` in the order of the config, the founder first. Pure.
 */
export function updateOrder<N extends Updated>(nodes: readonly N[]): N[] {
  const [founder] = nodes;
  if (founder && !founder.deployed) return [...nodes];
  const deployed = nodes.filter((node) => node.deployed);
  return [
    ...deployed.filter((node) => !node.leads),
    ...deployed.filter((node) => node.leads),
    ...nodes.filter((node) => !node.deployed),
  ];
}
