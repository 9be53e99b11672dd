import * as z from "zod";

/*
 * Of a stack's state, what lives there alone: the cluster's generated secrets, and the page's certificate with its
 * authority. All the rest stands on hosts, which are blank when a backup comes back: the deployment makes it again.
 */

const resource = z.looseObject({
  urn: z.string(),
  type: z.string(),
  parent: z.string().optional(),
  /** `URN::ID` of the resource that stands for its provider. */
  provider: z.string().optional(),
  dependencies: z.array(z.string()).nullish(),
});
const schema = z.looseObject({
  deployment: z.looseObject({ resources: z.array(resource).nullish() }),
});

type Resource = z.infer<typeof resource>;

const isStack = ({ type }: Resource): boolean => type === "pulumi:pulumi:Stack";
const isSecret = ({ type }: Resource): boolean =>
  type.startsWith("random:") || type.endsWith(":PageCertificate");

/** The state with the secrets alone, without what else it tells; undefined if the stack has none of its own. */
export function keptState(text: string): string | undefined {
  const state = schema.parse(JSON.parse(text));
  const kept = keptResources(state.deployment.resources ?? []);
  if (!kept.some(isSecret)) return undefined;
  const there = new Set(kept.map(({ urn }) => urn));
  const resources = kept.map((each) => ({
    ...each,
    // The last update's outputs would say that this is not the first one.
    ...(isStack(each) ? { outputs: {} } : {}),
    ...(each.dependencies ? { dependencies: each.dependencies.filter((urn) => there.has(urn)) } : {}),
  }));
  // What an interrupted update had begun has no meaning for blank hosts.
  const deployment = { ...state.deployment, resources, pending_operations: [] };
  return JSON.stringify({ ...state, deployment });
}

/** By URN, what the secrets of a state are: two states with the same ones have the same secrets. */
export function stateSecrets(text: string): Readonly<Record<string, unknown>> {
  const { deployment } = schema.parse(JSON.parse(text));
  const secrets = (deployment.resources ?? []).filter(isSecret);
  return Object.fromEntries(secrets.map(({ urn, outputs }) => [urn, outputs]));
}

function keptResources(all: readonly Resource[]): Resource[] {
  const secrets = all.filter(isSecret);
  const providers = new Set(
    secrets.map(({ provider = "" }) => provider.slice(0, provider.lastIndexOf("::"))),
  );
  return all.filter((each) => isStack(each) || isSecret(each) || providers.has(each.urn));
}
