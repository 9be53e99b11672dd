import { serviceSecretsKey, type ServiceSecrets } from "./keys";
import type { NodePlan } from "./types";
import type { Problem } from "./problem";

/** The secrets of standby services as the stack's config has them; what came of them is text, and is never shown. */
export interface GivenServiceSecrets {
  readonly value: unknown;
  /** Paths (SERVICE.VARIABLE) that stand in clear, as far as it can be seen. */
  readonly inClear: readonly string[];
}

/** Checks the secrets of standby services, without ever showing one. */
export function checkServiceSecrets(plan: NodePlan, given: GivenServiceSecrets | undefined): Problem[] {
  if (!given) return [];
  const file = `Pulumi.${plan.node.name}.yaml`;
  const set = (path: string) =>
    `pulumi config set --secret --path ${serviceSecretsKey}.${path} -s ${plan.founder}`;
  if (plan.node.name !== plan.founder)
    return [
      {
        key: serviceSecretsKey,
        file,
        found: `a value in the stack of ${plan.node.name}`,
        expected: "it in the founder's stack alone: the others read it from there",
        fix: `pulumi config rm ${serviceSecretsKey} -s ${plan.node.name}, then ${set("SERVICE.VARIABLE")}`,
      },
    ];
  const clear = given.inClear.map((path) => ({
    key: `${serviceSecretsKey}.${path}`,
    file,
    found: "a value in clear",
    expected: "an encrypted value",
    fix: `${set(path)}; what stood in a file is best not used again`,
  }));
  if (!isDictionary(given.value))
    return [
      ...clear,
      {
        key: serviceSecretsKey,
        file,
        found: "no dictionary",
        expected: "by service, its variables",
        fix: `pulumi config rm ${serviceSecretsKey}, then ${set("SERVICE.VARIABLE")}`,
      },
    ];
  const names = plan.cluster.services.map(({ name }) => name);
  const entries = Object.entries(given.value).flatMap(([service, variables]): Problem[] => {
    const key = `${serviceSecretsKey}.${service}`;
    if (!names.includes(service))
      return [
        {
          key,
          file,
          found: "a service that is not declared",
          expected: names.length > 0 ? `one of ${names.join(", ")}` : "none: services is empty",
          fix: `pulumi config rm --path ${key}`,
        },
      ];
    if (!isDictionary(variables))
      return [{ key, file, found: "no dictionary", expected: "variables", fix: set(`${service}.VARIABLE`) }];
    return Object.entries(variables).flatMap(([name, value]) => checkVariable(service, name, value));
  });
  return [...clear, ...entries];

  function checkVariable(service: string, name: string, value: unknown): Problem[] {
    const key = `${serviceSecretsKey}.${service}.${name}`;
    const named = /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)
      ? []
      : [
          {
            key,
            file,
            found: "a name that no variable has",
            expected: "a letter, then letters, digits and _",
            fix: `pulumi config rm --path ${key}, then ${set(`${service}.VARIABLE`)}`,
          },
        ];
    const text = scalarText(value);
    if (text !== undefined && isPlain(text)) return named;
    return [
      ...named,
      {
        key,
        file,
        found: "a value with line breaks, single quotes, backslashes or ${",
        expected: "text without them: compose's versions read those differently",
        fix: set(`${service}.${name}`),
      },
    ];
  }
}

// What single quotes keep as it is in every version of compose: docker-compose 1.29 expands ${NAME} even there.
const isPlain = (text: string): boolean => /^[^'\\\p{Cc}]+$/u.test(text) && !text.includes("${");

const isDictionary = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const scalarText = (value: unknown): string | undefined =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : undefined;

/** What the checks have let through, as text. */
export function readServiceSecrets(value: unknown): ServiceSecrets {
  if (!isDictionary(value)) return {};
  return Object.fromEntries(
    Object.entries(value).map(([service, variables]) => [
      service,
      Object.fromEntries(
        Object.entries(isDictionary(variables) ? variables : {}).map(([name, it]) => [
          name,
          scalarText(it) ?? "",
        ]),
      ),
    ]),
  );
}

/** Paths below an object as a stack file has it, of the values that are not encrypted (`{secure: …}`). */
export function clearPaths(value: unknown, above: readonly string[] = []): string[] {
  if (!isDictionary(value)) return [above.join(".")];
  if (Object.keys(value).length === 1 && typeof value.secure === "string") return [];
  return Object.entries(value).flatMap(([name, it]) => clearPaths(it, [...above, name]));
}
