const longestName = 100;
/** Characters that a terminal takes for commands, and those that turn the direction of what follows. */
// eslint-disable-next-line no-control-regex -- These are what it is about.
const unsafe = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
const url = /^([a-z][a-z0-9+.-]*:\/\/)([^/?#]*@)?([^?#]*)([?#].*)?$/is;

/** Control characters as `\u001b`, which is also what JSON means by it. */
export const escaped = (text: string): string =>
  text.replace(unsafe, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** For a terminal: lines stay lines, and nothing in them is a command to it. */
export const forTerminal = (text: string): string => text.split("\n").map(escaped).join("\n");

/** A row's name for people: at most 100 characters, and of a URL neither user nor password nor query. */
export function shown(name: string): string {
  const parts = url.exec(name);
  const open = parts ? `${parts[1]}${parts[3]}${parts[4] ? "?…" : ""}` : name;
  const cut = open.length > longestName ? `${open.slice(0, longestName - 1)}…` : open;
  return escaped(cut);
}
