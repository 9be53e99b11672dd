import { escaped } from "../../../contract/for-terminal";

const longestName = 100;
const url = /^([a-z][a-z0-9+.-]*:\/\/)([^/?#]*@)?([^?#]*)([?#].*)?$/is;

/** A row's name for people: at most 100 characters, and of a URL neither user nor password nor query. */
export function shownName(name: string): string {
  const parts = url.exec(name);
  const open = parts ? `${parts[1]}${parts[3]}${parts[4] ? "?…" : ""}` : name;
  const cut = open.length > longestName ? `${open.slice(0, longestName - 1)}…` : open;
  return escaped(cut);
}
