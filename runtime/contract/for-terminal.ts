/** Characters that a terminal takes for commands, and those that turn the direction of what follows. */
// eslint-disable-next-line no-control-regex -- These are what it is about.
const unsafe = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Control characters as `\u001b`, which is also what JSON means by it. */
export const escaped = (text: string): string =>
  text.replace(unsafe, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** For a terminal: lines stay lines, and nothing in them is a command to it. */
export const forTerminal = (text: string): string => text.split("\n").map(escaped).join("\n");
