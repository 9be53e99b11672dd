import { readTold } from "./told";

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
  private last: { readonly at: number; readonly seen: PackagesSeen } | undefined;

  constructor(
    private readonly places: { readonly runtime: string; readonly unbound: string },
    private readonly now: () => number,
    private readonly everyMs = 60_000,
  ) {}

  seen(): PackagesSeen {
    const now = this.now();
    if (this.last === undefined || now - this.last.at >= this.everyMs) {
      const { runtime, unbound } = this.places;
      this.last = { at: now, seen: { runtime: versionsIn(runtime), unbound: versionsIn(unbound) } };
    }
    return this.last.seen;
  }
}

function versionsIn(file: string): PackageVersions {
  const lines = readTold([file])?.text.trim().split("\n") ?? [];
  const pairs = lines.slice(0, most).flatMap((text): [string, string][] => {
    const [, name, version] = line.exec(text) ?? [];
    return name === undefined || version === undefined ? [] : [[name, version]];
  });
  return pairs.length > 0 ? Object.fromEntries(pairs) : null;
}
