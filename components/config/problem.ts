/** A user's mistake in the config: where, what was found, what is expected and how to mend it. */
export interface Problem {
  /** The key, or for a list its element: `vip`, `nodes[1]`. */
  readonly key: string;
  /** The file in which the value stands, or should. */
  readonly file: string;
  readonly found: string;
  readonly expected: string;
  readonly mend: string;
}

/** The file a person has to open to change what a node uses for a key. */
export type FileOf = (node: string, key: string) => string;

/** All problems as a person reads them; every one of them, so that nobody mends one to meet the next. */
export function describeProblems(stack: string, problems: readonly Problem[]): string {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  const blocks = problems.map((problem) =>
    [
      `  ${problem.key} (${problem.file})`,
      `    found     ${problem.found}`,
      `    expected  ${problem.expected}`,
      `    mend      ${problem.mend}`,
    ].join("\n"),
  );
  return `The config of stack ${stack} has ${count}. Nothing was touched.\n\n${blocks.join("\n\n")}\n`;
}
