import { keptLook } from "./kept-look";
import { readReported } from "../common/reported-text";

/** The packages of an image that matter to security, by name, with their versions; null if the image does not tell. */
export type PackageVersions = Readonly<Record<string, string>> | null;

export interface PackagesSeen {
  readonly runtime: PackageVersions;
  readonly unbound: PackageVersions;
}

const line = /^([a-z0-9][a-z0-9.+-]{0,63}) ([A-Za-z0-9.+:~-]{1,63})$/;
const most = 20;

/**
 * Which packages the images have that a node has built: their builds leave a list, and Unbound's start puts its own
 * where the agent sees it. An image of one's own need not tell. What is read is kept for a minute.
 */
export class Packages {
  readonly seen: () => PackagesSeen;

  constructor(
    { runtime, unbound }: { readonly runtime: string; readonly unbound: string },
    now: () => number,
    everyMs = 60_000,
  ) {
    const look = () => ({ runtime: versionsIn(runtime), unbound: versionsIn(unbound) });
    this.seen = keptLook(look, now, everyMs);
  }
}

function versionsIn(file: string): PackageVersions {
  const lines = readReported([file])?.text.trim().split("\n") ?? [];
  const pairs = lines.slice(0, most).flatMap((text): [string, string][] => {
    const [, name, version] = line.exec(text) ?? [];
    return name === undefined || version === undefined ? [] : [[name, version]];
  });
  return pairs.length > 0 ? Object.fromEntries(pairs) : null;
}
