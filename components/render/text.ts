/** Lines as a file: one newline after each, none doubled at the end. */
export const lines = (...parts: readonly (string | readonly string[])[]): string =>
  `${parts.flat().join("\n").trimEnd()}\n`;

/** What each file that is rendered says of itself. */
export const handMadeWords = "Rendered from the config of this node's stack; changes by hand are undone.";

/** The same as a first line; most files take `#` for a remark. */
export const handMade = `# ${handMadeWords}`;
