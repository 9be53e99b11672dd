import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { serviceSecretsKey, type SecretName, type ServiceSecrets } from "./config/keys";
import { clusterFingerprint, describeDisagreement, type NodePlan } from "./config/plan";
import { readServiceSecrets } from "./config/service-secrets";
import { stackReference } from "./stack-reference";

/** The cluster's secrets, each marked secret for the whole way to its file on the node. */
export type ClusterSecrets = Readonly<Record<SecretName, pulumi.Output<string>>> & {
  readonly serviceSecrets: pulumi.Output<ServiceSecrets>;
};

/** What a founder's stack hands to the others: the secrets, and the values on which all have to agree. */
export interface FounderOutputs {
  readonly secrets: Record<SecretName, string> & { readonly serviceSecrets?: ServiceSecrets };
  readonly agreement: Record<string, string>;
}

/** The founder's output; a secret as a whole. Nothing in the other stacks, which only read it. */
export const founderOutputs = (plan: NodePlan, secrets: ClusterSecrets) =>
  plan.node.name === plan.founder
    ? { cluster: pulumi.secret({ secrets, agreement: clusterFingerprint(plan) }) }
    : {};

/**
 * Makes the secrets in the founder's stack, and reads them from it in every other. Rejects with a `RunError` that
 * names the command to run where the founder is not up yet.
 */
export async function clusterSecrets(plan: NodePlan): Promise<ClusterSecrets> {
  if (plan.node.name === plan.founder) return foundSecrets();
  const founder = await readFounder(plan);
  const differing = describeDisagreement(plan, founder.agreement);
  if (differing) await pulumi.log.warn(differing);
  const { clusterSecret, vrrpPassword, piholePassword, serviceSecrets } = founder.secrets;
  return {
    clusterSecret: pulumi.secret(clusterSecret),
    vrrpPassword: pulumi.secret(vrrpPassword),
    piholePassword: pulumi.secret(piholePassword),
    serviceSecrets: pulumi.secret(serviceSecrets ?? {}),
  };
}

const noServiceSecrets = () => pulumi.secret<ServiceSecrets>({}) as pulumi.Output<ServiceSecrets>;

function foundSecrets(): ClusterSecrets {
  const config = new pulumi.Config();
  const secret = (name: SecretName, length: number) => {
    // Always made, so that a value that is set and unset again brings back the same secret.
    const generated = new random.RandomPassword(name, { length, special: false });
    return config.getSecret(name) ?? generated.result;
  };
  return {
    clusterSecret: secret("clusterSecret", 48),
    vrrpPassword: secret("vrrpPassword", 8),
    piholePassword: secret("piholePassword", 20),
    serviceSecrets:
      config.getSecretObject(serviceSecretsKey)?.apply(readServiceSecrets) ?? noServiceSecrets(),
  };
}

async function readFounder(plan: NodePlan): Promise<FounderOutputs> {
  // A stack that does not exist at all is the engine's own error, which nothing here can catch. It shows this name.
  const title = `${plan.founder}, which founds the cluster; if it is unknown, run first: pulumi up -s ${plan.founder}`;
  const { secretValue } = await stackReference(title, plan.founder).getOutputDetails("cluster");
  if (secretValue) return secretValue as FounderOutputs;
  throw new pulumi.RunError(
    `${plan.founder} founds the cluster and makes its secrets, but is not up yet. ` +
      `Run this first: pulumi up -s ${plan.founder}`,
  );
}
