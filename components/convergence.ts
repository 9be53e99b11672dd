import * as pulumi from "@pulumi/pulumi";
import { ContainerNames } from "../providers/container-names/resource";
import { Running } from "../providers/running/resource";
import type { SshTarget } from "../providers/ssh/target";
import { containers, podMembers } from "../runtime/contract/names";
import { recordFile } from "./render/node-paths";

/** The node's containers, by what they are called in code; the pod comes before those that join it. */
type ContainerKey = keyof typeof containers;
const order = [containers.unbound, containers.pod, ...podMembers];
const keyOf = (container: string): ContainerKey =>
  (Object.keys(containers) as ContainerKey[]).find((key) => containers[key] === container)!;

/**
 * Whether each container of the node is the one that was deployed, and runs with the files that were. Known before the
 * drain: what is found is changed while a peer answers.
 */
export class Convergence extends pulumi.ComponentResource {
  readonly generations: Readonly<Record<ContainerKey, pulumi.Output<number>>>;
  private readonly ssh: SshTarget;

  constructor(
    private readonly node: string,
    { ssh }: { readonly ssh: SshTarget },
    opts: pulumi.ComponentResourceOptions,
  ) {
    super("hadns:index:Convergence", `${node}-convergence`, {}, opts);
    this.ssh = ssh;
    const entries = order.map((container) => {
      const args = { target: ssh, container, record: recordFile(container) };
      const running = new Running(`${node}-${keyOf(container)}-running`, args, { parent: this });
      return [keyOf(container), running.generation] as const;
    });
    this.generations = Object.fromEntries(entries) as Record<ContainerKey, pulumi.Output<number>>;
    this.registerOutputs();
  }

  /** In the containers' order. */
  get all(): pulumi.Output<number[]> {
    return pulumi.all(order.map((container) => this.generations[keyOf(container)]));
  }

  /** Frees the containers' names of what something else made under them. Comes after the drain. */
  freeNames(opts: pulumi.CustomResourceOptions): ContainerNames {
    return new ContainerNames(
      `${this.node}-container-names`,
      {
        target: this.ssh,
        containers: order.map((name) => ({ name, record: recordFile(name) })),
        generations: this.all,
      },
      { ...opts, parent: this },
    );
  }
}
