/** Lines as a file: one newline after each, none doubled at the end. */
export const lines = (...parts: readonly (string | readonly string[])[]): string =>
  `${parts.flat().join("\n").trimEnd()}\n`;
