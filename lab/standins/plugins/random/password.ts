import { randomInt } from "node:crypto";

/** What a password is made of; lengths in characters. */
export interface PasswordRules {
  readonly length: number;
  readonly lower: boolean;
  readonly upper: boolean;
  readonly numeric: boolean;
  readonly special: boolean;
  readonly overrideSpecial?: string;
  readonly minLower: number;
  readonly minUpper: number;
  readonly minNumeric: number;
  readonly minSpecial: number;
}

const lower = "abcdefghijklmnopqrstuvwxyz";
const digits = "0123456789";
const specials = "!@#$%&*()-_=+[]{}<>:?";

/** What makes the rules impossible to keep, or undefined. */
export function impossible(rules: PasswordRules): string | undefined {
  const least = rules.minLower + rules.minUpper + rules.minNumeric + rules.minSpecial;
  if (!Number.isInteger(rules.length) || rules.length < 1) return `must be at least 1, is ${rules.length}`;
  if (rules.length < least) return `must be at least the sum of the minimums, ${least}, is ${rules.length}`;
  if (alphabet(rules) === "") return "one of lower, upper, numeric and special must be on";
  return undefined;
}

/** A password by the rules from the system's cryptographic generator; `below(n)` gives 0 ≤ number < n. */
export function password(rules: PasswordRules, below: (n: number) => number = randomInt): string {
  const pick = (from: string, count: number) =>
    Array.from({ length: count }, () => from[below(from.length)]!);
  const least = [
    ...pick(lower, rules.minLower),
    ...pick(lower.toUpperCase(), rules.minUpper),
    ...pick(digits, rules.minNumeric),
    ...pick(rules.overrideSpecial || specials, rules.minSpecial),
  ];
  return shuffled([...least, ...pick(alphabet(rules), rules.length - least.length)], below).join("");
}

const alphabet = (rules: PasswordRules): string =>
  [
    rules.special ? rules.overrideSpecial || specials : "",
    rules.upper ? lower.toUpperCase() : "",
    rules.lower ? lower : "",
    rules.numeric ? digits : "",
  ].join("");

function shuffled(items: readonly string[], below: (n: number) => number): string[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last--) {
    const other = below(last + 1);
    [result[last], result[other]] = [result[other]!, result[last]!];
  }
  return result;
}
