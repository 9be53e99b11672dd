import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { pageCertificateKey, serviceSecretsKey, type SecretName, type ServiceSecrets } from "./config/keys";
import { heartbeatUrlKey, notifySecretsKey } from "./config/notify-keys";
import { readNotifySecrets } from "./config/notify-secrets";
import { publicNameTokenKey } from "./config/public-name-keys";
import { clusterFingerprint, describeDisagreement, type NodePlan } from "./config/plan";
import { readServiceSecrets } from "./config/service-secrets";
import type { NotifySecretsFile } from "../runtime/contract/notify-config";
import { stackReference } from "./stack-reference";
import { PageCertificate } from "../providers/page-certificate/resource";

/** The cluster's secrets, each marked secret for the whole way to its file on the node. */
export type ClusterSecrets = Readonly<Record<SecretName, pulumi.Output<string>>> & {
  readonly serviceSecrets: pulumi.Output<ServiceSecrets>;
  /** Key and certificate of Pi-hole's page, in PEM; absent until the founder has made them. */
  readonly pageCertificate?: pulumi.Output<string>;
  /** Of the channels that alerts go to; absent with a founder of an earlier version. */
  readonly notify?: pulumi.Output<NotifySecretsFile>;
  /** The provider's token for `publicName`; absent if there is none. */
  readonly publicNameToken?: pulumi.Output<string>;
};

/** The same as the founder's stack has them. */
export type FoundSecrets = ClusterSecrets & {
  /** The certificate that has to be trusted for the page, in PEM; absent with a certificate of one's own. */
  readonly pageAuthority?: pulumi.Output<string>;
};

/** What a founder's stack hands to the others: the secrets, and the values on which all have to agree. */
export interface FounderOutputs {
  readonly secrets: Record<SecretName, string> & {
    readonly serviceSecrets?: ServiceSecrets;
    readonly pageCertificate?: string;
    readonly notify?: NotifySecretsFile;
    readonly publicNameToken?: string;
  };
  readonly agreement: Record<string, string>;
}

/** The founder's outputs: one that is a secret as a whole, and what is to be trusted. The other stacks only read them. */
export function founderOutputs(plan: NodePlan, { pageAuthority, ...secrets }: FoundSecrets) {
  if (plan.node.name !== plan.founder) return {};
  return {
    cluster: pulumi.secret({ secrets, agreement: clusterFingerprint(plan) }),
    ...(pageAuthority ? { pageAuthority } : {}),
  };
}

/**
 * Makes the secrets in the founder's stack, and reads them from it in every other. Rejects with a `RunError` that
 * names the command to run where the founder is not up yet.
 */
export async function clusterSecrets(plan: NodePlan): Promise<FoundSecrets> {
  if (plan.node.name === plan.founder) return foundSecrets(plan);
  const founder = await readFounder(plan);
  const differing = describeDisagreement(plan, founder.agreement);
  if (differing) await pulumi.log.warn(differing);
  const {
    clusterSecret,
    vrrpPassword,
    piholePassword,
    serviceSecrets,
    pageCertificate,
    notify,
    publicNameToken,
  } = founder.secrets;
  return {
    clusterSecret: pulumi.secret(clusterSecret),
    vrrpPassword: pulumi.secret(vrrpPassword),
    piholePassword: pulumi.secret(piholePassword),
    serviceSecrets: pulumi.secret(serviceSecrets ?? {}),
    ...(pageCertificate === undefined ? {} : { pageCertificate: pulumi.secret(pageCertificate) }),
    ...(notify === undefined ? {} : { notify: pulumi.secret(notify) as pulumi.Output<NotifySecretsFile> }),
    ...(publicNameToken === undefined ? {} : { publicNameToken: pulumi.secret(publicNameToken) }),
  };
}

const noServiceSecrets = () => pulumi.secret<ServiceSecrets>({}) as pulumi.Output<ServiceSecrets>;

function foundSecrets(plan: NodePlan): FoundSecrets {
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
    ...pageCertificate(plan, config),
    notify: notifySecrets(config),
    ...token(config),
  };
}

function token(config: pulumi.Config): Pick<FoundSecrets, "publicNameToken"> {
  const publicNameToken = config.getSecret(publicNameTokenKey);
  return publicNameToken ? { publicNameToken } : {};
}

const notifySecrets = (config: pulumi.Config): pulumi.Output<NotifySecretsFile> =>
  pulumi.secret(
    pulumi
      .all([config.getSecretObject(notifySecretsKey), config.getSecret(heartbeatUrlKey)])
      .apply(([channels, url]) => ({ channels: readNotifySecrets(channels), heartbeatUrl: url ?? "" })),
  ) as pulumi.Output<NotifySecretsFile>;

type Page = Pick<FoundSecrets, "pageCertificate" | "pageAuthority">;

function pageCertificate({ cluster, vips, node, peers }: NodePlan, config: pulumi.Config): Page {
  // Always made, as the secrets are: clients go on trusting its authority if one's own is set and unset again.
  const made = new PageCertificate("pageCertificate", {
    names: ["pi.hole"],
    addresses: [...vips, ...[node, ...peers].map(({ podAddress }) => podAddress)],
    network: cluster.subnet,
  });
  const own = config.getSecret(pageCertificateKey);
  return own ? { pageCertificate: own } : { pageCertificate: made.pem, pageAuthority: made.authority };
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
