import { isInZone } from "./dns-names";
import type { NodePlan, PartialSpec } from "./types";
import type { RuleFinding, Problem } from "./problem";

/** Zones that cannot be one's own, and why. */
const others: Readonly<Record<string, string>> = {
  "pi.hole": "Pi-hole answers for it itself",
  local: "devices ask each other for its names (mDNS), and no resolver",
  localhost: "each host answers for it itself",
  invalid: "no resolver may answer for it",
};

/** The rules of the signed zone: what it may be called, and what must not lie in it. */
export function checkLocalZone({
  localZone: zone = "",
  records = [],
  forwardZones = [],
  dnssecExceptions = [],
}: PartialSpec["cluster"]): RuleFinding[] {
  if (zone === "") return [];
  const other = Object.keys(others).find((name) => isInZone(zone, name));
  return [
    ...(other
      ? [{ key: "localZone", found: zone, expected: `another zone than ${other}: ${others[other]}` }]
      : []),
    ...forwardZones.flatMap(({ zone: forwarded }, i) =>
      isInZone(forwarded, zone)
        ? [
            {
              key: `forwardZones[${i}]`,
              found: `${forwarded}, which lies in localZone`,
              expected: "a zone outside it: other resolvers do not have the key that signs it",
            },
          ]
        : [],
    ),
    ...dnssecExceptions.flatMap(({ name }, i) =>
      isInZone(zone, name)
        ? [
            {
              key: `dnssecExceptions[${i}]`,
              found: `${name}, which takes localZone (${zone}) in`,
              expected: "a name that leaves localZone validated",
            },
          ]
        : [],
    ),
    ...records.flatMap(({ name, type }, i) =>
      name === zone && type === "CNAME"
        ? [
            {
              key: `records[${i}]`,
              found: `a CNAME of localZone's own name, ${zone}`,
              expected: "A or AAAA there: a zone's own name has other records as well",
            },
          ]
        : [],
    ),
  ];
}

/**
 * The zone publishes the keys beside the one that signs, and no others: a step of two would leave validators without the
 * new key, or the old one.
 */
export function checkKeyStep(
  { cluster: { localZone, dnssecKey } }: Pick<NodePlan, "cluster">,
  earlier: { readonly zone: string; readonly key: number } | undefined,
): Problem[] {
  if (earlier?.zone !== localZone || Math.abs(dnssecKey - earlier.key) <= 1) return [];
  const next = earlier.key + Math.sign(dnssecKey - earlier.key);
  return [
    {
      key: "dnssecKey",
      file: "Pulumi.yaml",
      found: `${dnssecKey}, and ${earlier.key} signs now`,
      expected: `${next}, which the zone publishes already`,
      fix: `pulumi config set dnssecKey ${next}; then an up on each node, before the next step`,
    },
  ];
}
