import { X509Certificate } from "node:crypto";
import { readFileSync, statfsSync } from "node:fs";
import { keptLook } from "../kept-look";
import { slowedDown, temperature, underVoltage } from "./board";
import type { AnnouncedResolver, HostSeen } from "./host-seen";
import { diskErrors, isReadOnly } from "./mounts";

/** Where the host tells of itself. */
export interface HostPlaces {
  /** A folder of the node's disk. */
  readonly disk: string;
  /** The kernel's mounts, as /proc/self/mountinfo has them. */
  readonly mounts: string;
  /** What the kernel tells of its devices: /sys. */
  readonly sys: string;
  readonly pageCertificate: string;
  /** Whether keepalived has real-time priority, as its container's start has found out. */
  readonly vrrpScheduling: string;
  /** What keepalived's container hears of the LAN's routers. */
  readonly announcedResolvers: string;
}

const everyMs = 30_000;

/** Looks at the node's disk, power and certificate; what is seen is kept for 30 s. What cannot be read is not known. */
export class HostWatch {
  readonly seen: () => HostSeen;

  constructor(
    private readonly places: HostPlaces,
    now: () => number,
  ) {
    this.seen = keptLook(() => this.look(), now, everyMs);
  }

  private look(): HostSeen {
    const { disk, mounts, sys, pageCertificate, vrrpScheduling, announcedResolvers } = this.places;
    return {
      diskUsed: known(() => usedOf(disk)),
      diskReadOnly: known(() => isReadOnly(readFileSync(mounts, "utf8"), disk)),
      diskErrors: known(() => diskErrors(readFileSync(mounts, "utf8"), disk, sys)),
      underVoltage: known(() => underVoltage(sys)),
      celsius: known(() => temperature(sys)),
      slowedDown: known(() => slowedDown(sys)),
      realTime: known(() => isRealTime(readFileSync(vrrpScheduling, "utf8"))),
      announcedResolvers: known(() => readAnnounced(readFileSync(announcedResolvers, "utf8"))),
      certificateEndsAt: known(() => Date.parse(new X509Certificate(readFileSync(pageCertificate)).validTo)),
    };
  }
}

/** Many hosts have no such sensor or file: that is no fault. */
function known<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

function usedOf(folder: string): number {
  const { blocks, bfree, bavail } = statfsSync(folder);
  const used = blocks - bfree;
  return used / (used + bavail);
}

const readAnnounced = (text: string): AnnouncedResolver[] =>
  Array.from(text.matchAll(/^(\S+) resolver (\S+)$/gm), ([, router, resolver]) => ({
    router: router!,
    resolver: resolver!,
  }));

/** Throws if it is none of the two words. */
function isRealTime(text: string): boolean {
  const word = text.trim();
  if (word !== "real-time" && word !== "normal") throw new Error(`an odd word: ${word}`);
  return word === "real-time";
}
