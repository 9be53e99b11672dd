import { X509Certificate } from "node:crypto";
import { readdirSync, readFileSync, statfsSync } from "node:fs";
import path from "node:path";
import { keptLook } from "../kept-look";
import type { AnnouncedResolver, HostSeen } from "./host-seen";

/** Where the host tells of itself. */
export interface HostPlaces {
  /** A folder of the node's disk. */
  readonly disk: string;
  /** The kernel's mounts, as /proc/self/mountinfo has them. */
  readonly mounts: string;
  /** The kernel's sensors, as /sys/class/hwmon. */
  readonly sensors: string;
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
    const { disk, mounts, sensors, pageCertificate, vrrpScheduling, announcedResolvers } = this.places;
    return {
      diskUsed: known(() => usedOf(disk)),
      diskReadOnly: known(() => isReadOnly(readFileSync(mounts, "utf8"), disk)),
      underVoltage: known(() => underVoltage(sensors)),
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

/**
 * Whether the mount that `folder` lies on is read-only by itself. ext4 does that when its disk fails (errors=remount-ro);
 * the container's own mount is still writable then.
 */
export function isReadOnly(mountinfo: string, folder: string): boolean {
  const mounts = mountinfo.split("\n").flatMap((line) => {
    const [own, filesystem] = line.split(" - ");
    const [, , , , at, options = ""] = (own ?? "").split(" ");
    const [, , superOptions = ""] = (filesystem ?? "").split(" ");
    return at === undefined ? [] : [{ at, options, superOptions }];
  });
  const over = mounts.filter(({ at }) => folder === at || folder.startsWith(at === "/" ? "/" : `${at}/`));
  const nearest = over.sort((a, b) => a.at.length - b.at.length).at(-1);
  if (!nearest) throw new Error(`nothing is mounted above ${folder}`);
  return [nearest.options, nearest.superOptions].some((options) => options.split(",").includes("ro"));
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

/** The Raspberry Pi's own sensor: 1 if the voltage has been too low. Throws if the host has none. */
function underVoltage(sensors: string): boolean {
  const sensor = readdirSync(sensors).find(
    (name) => readFileSync(path.join(sensors, name, "name"), "utf8").trim() === "rpi_volt",
  );
  if (sensor === undefined) throw new Error("no such sensor");
  return readFileSync(path.join(sensors, sensor, "in0_lcrit_alarm"), "utf8").trim() === "1";
}
