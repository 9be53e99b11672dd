/** Lines as a file: one newline after each, none doubled at the end. */
export const lines = (...parts: readonly (string | readonly string[])[]): string =>
  `${parts.flat().join("\n").trimEnd()}\n`;

/** A value as a JSON file. */
export const jsonFile = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** What each file that is rendered says of itself. */
export const handMadeWords = "Rendered from the config of this node's stack; changes by hand are undone.";

/** The same as a first line; most files take `#` for a remark. */
export const handMade = `# ${handMadeWords}`;
