/** A user's mistake in the config: where, what was found, what is expected and how to fix it. */
export interface Problem {
  /** The key, or for a list its element: `vip`, `nodes[1]`. */
  readonly key: string;
  /** The file in which the value stands, or should. */
  readonly file: string;
  readonly found: string;
  readonly expected: string;
  readonly fix: string;
}

/** What a rule finds. It knows the values, and not in which file they stand. */
export interface RuleFinding extends Pick<Problem, "key" | "found" | "expected"> {
  /** "change it in KEY" if the rule says nothing. */
  readonly fix?: string;
  /** The node whose value it is about; this stack's otherwise. */
  readonly node?: string;
  /** Where it stands, if it is not in the config. */
  readonly file?: string;
}

/** The file a person has to open to change what a node uses for a key. */
export type FileOf = (node: string, key: string) => string;

/** The one place that adds the file, and a way out, to what the rules have found. */
export function toProblem({ node, ...finding }: RuleFinding, stack: string, fileOf: FileOf): Problem {
  const key = finding.key.split(/[.[]/)[0]!;
  return {
    ...finding,
    file: finding.file ?? fileOf(node ?? stack, key),
    fix: finding.fix ?? `change it in ${key}`,
  };
}

/** All problems as a person reads them; every one of them, so that nobody fixes one to meet the next. */
export function describeProblems(stack: string, problems: readonly Problem[]): string {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  const blocks = problems.map((problem) =>
    [
      `  ${problem.key} (${problem.file})`,
      `    found     ${problem.found}`,
      `    expected  ${problem.expected}`,
      `    fix       ${problem.fix}`,
    ].join("\n"),
  );
  return `The config of stack ${stack} has ${count}. Nothing was touched.\n\n${blocks.join("\n\n")}\n`;
}
