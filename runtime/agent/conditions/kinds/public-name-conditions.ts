import type { ConditionKind } from "../kind";

/** A line that was away for less is no news of its own. */
const patienceMs = 30 * 60_000;

/** The name that leads to the house. */
export const publicNameKinds: readonly ConditionKind[] = [
  {
    code: "public-name-failing",
    severity: "warning",
    title:
      "The public name cannot be kept at the house's address: at once if a person has to help, else after 30 minutes.",
    forSeconds: 30,
    fix: "docs/public-name.md; a new token: pulumi config set --secret publicNameToken, and pulumi up",
    look: ({ snapshot: { publicName, at } }) => {
      if (!publicName || publicName.trouble === "" || publicName.failingSince === undefined) return [];
      if (!publicName.final && at - publicName.failingSince < patienceMs) return [];
      return [{ subject: publicName.name, text: `${publicName.name}: ${publicName.trouble}` }];
    },
  },
];
