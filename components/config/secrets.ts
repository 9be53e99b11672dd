import { secretKeys, type SecretName } from "./keys";
import type { NodePlan } from "./types";
import type { Problem } from "./problem";

/** A secret key as the stack's config has it. */
export interface GivenSecret {
  readonly name: SecretName;
  /** Whether it was set with `--secret`; in clear it would stand in a file and in the state. */
  readonly encrypted: boolean;
  readonly length: number;
  readonly printable: boolean;
}

/**
 * Characters that a secret needs at the least. Whoever pretends to be a node can try cluster secrets offline, as fast as
 * a machine computes; Pi-hole's password is tried at its page, which slows attempts down.
 */
const shortest: Partial<Record<SecretName, number>> = { clusterSecret: 32, piholePassword: 8 };

/** Checks the secrets that a stack was given, without ever showing one. */
export function checkSecrets(plan: NodePlan, given: readonly GivenSecret[]): Problem[] {
  const file = `Pulumi.${plan.node.name}.yaml`;
  return given.flatMap(({ name, encrypted, length, printable }): Problem[] => {
    const problems: Problem[] = [];
    const set = `pulumi config set --secret ${name} -s ${plan.founder}`;
    if (!encrypted)
      problems.push({
        key: name,
        file,
        found: "a value in clear",
        expected: `an encrypted value (${secretKeys[name]})`,
        fix: `pulumi config rm ${name}, then ${set}; what stood in a file is best not used again`,
      });
    if (plan.node.name !== plan.founder)
      problems.push({
        key: name,
        file,
        found: `a value in the stack of ${plan.node.name}`,
        expected: `it in the founder's stack alone: the others read it from there`,
        fix: `pulumi config rm ${name} -s ${plan.node.name}, then ${set}`,
      });
    if (name === "vrrpPassword" && length !== 8)
      problems.push({
        key: name,
        file,
        found: `${length} characters`,
        expected: "exactly 8: VRRP version 2 cuts what is longer",
        fix: set,
      });
    const least = shortest[name];
    if (least !== undefined && length < least)
      problems.push({
        key: name,
        file,
        found: `${length} characters`,
        expected: `at least ${least}, so that it cannot be guessed`,
        fix: `${set}; or pulumi config rm ${name} -s ${plan.founder}, and a strong one is made`,
      });
    if (!printable)
      problems.push({
        key: name,
        file,
        found: "a value with white space, quotes or characters outside ASCII",
        expected: "printable ASCII without spaces, quotes, # and !",
        fix: set,
      });
    return problems;
  });
}
