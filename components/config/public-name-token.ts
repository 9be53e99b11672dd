import type { NodePlan } from "./types";
import { publicNameTokenKey } from "./public-name-keys";
import type { Problem } from "./problem";

/** The provider's token as the stack's config has it; it is never shown. */
export interface GivenToken {
  readonly encrypted: boolean;
  /** Whether it is text without spaces or line breaks. */
  readonly fits: boolean;
}

/** Checks the provider's token, without ever showing it. */
export function checkPublicNameToken(plan: NodePlan, given: GivenToken | undefined): Problem[] {
  const { node, founder, cluster } = plan;
  const key = publicNameTokenKey;
  const set = `pulumi config set --secret ${key} -s ${founder}`;
  const problem = (found: string, expected: string, fix = set): Problem => ({
    key,
    file: `Pulumi.${node.name}.yaml`,
    found,
    expected,
    fix,
  });
  const isFounder = node.name === founder;
  if (!given) {
    const { publicName } = cluster;
    const needs = publicName && (publicName.provider !== "url" || publicName.server.includes("{token}"));
    return isFounder && needs
      ? [problem("nothing", `the token with which ${publicName.provider} lets ${publicName.name} be changed`)]
      : [];
  }
  if (!isFounder)
    return [
      problem(
        `a value in the stack of ${node.name}`,
        "it in the founder's stack alone: the others read it from there",
        `pulumi config rm ${key} -s ${node.name}, then ${set}`,
      ),
    ];
  return [
    ...(given.encrypted
      ? []
      : [
          problem(
            "a value in clear",
            "an encrypted value",
            `pulumi config rm ${key}, then ${set}; what stood in a file is best not used again`,
          ),
        ]),
    ...(given.fits ? [] : [problem("a value that is empty, or has spaces or line breaks", "one word")]),
  ];
}
