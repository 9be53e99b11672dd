/** One argument as a POSIX shell reads it back unchanged. */
export const quote = (argument: string): string =>
  /^[A-Za-z0-9_@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;

/** A command line of arguments, each quoted. */
export const commandLine = (args: readonly string[]): string => args.map(quote).join(" ");
