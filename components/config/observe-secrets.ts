import { observeSecretKeys, type ObserveSecretName } from "./observe-keys";
import type { Problem } from "./problem";
import type { NodePlan } from "./types";

/** A secret of Alertmanager's as the stack's config has it; its value is never shown. */
export interface GivenObserveSecret {
  readonly name: ObserveSecretName;
  /** Whether it was set with `--secret`. */
  readonly encrypted: boolean;
  readonly isUrl: boolean;
}

/** Checks the secrets of Alertmanager, without ever showing one. */
export function checkObserveSecrets(plan: NodePlan, given: readonly GivenObserveSecret[]): Problem[] {
  const { node, cluster } = plan;
  const file = `Pulumi.${node.name}.yaml`;
  return given.flatMap(({ name, encrypted, isUrl }): Problem[] => {
    const set = `pulumi config set --secret ${name} -s ${cluster.observeOn || "NODE"}`;
    const problem = (found: string, expected: string, fix: string): Problem => ({
      key: name,
      file,
      found,
      expected,
      fix,
    });
    return [
      ...(encrypted
        ? []
        : [
            problem(
              "a value in clear",
              `an encrypted value (${observeSecretKeys[name]})`,
              `pulumi config rm ${name}, then ${set}; what stood in a file is best not used again`,
            ),
          ]),
      ...(node.name === cluster.observeOn
        ? []
        : [
            problem(
              `a value in the stack of ${node.name}`,
              cluster.observeOn
                ? `it in the stack of ${cluster.observeOn}, which runs Alertmanager`
                : "observeOn as well",
              `pulumi config rm ${name} -s ${node.name}, then ${set}`,
            ),
          ]),
      ...(name !== "observeWebhook" || isUrl
        ? []
        : [problem("no URL", "a URL that begins with http:// or https://", set)]),
    ];
  });
}
