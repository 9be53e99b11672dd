import { readdirSync, readFileSync } from "node:fs";
import { keptLook } from "./kept-look";

/** What a process uses. */
export interface ProcessSeen {
  readonly cpuSeconds: number;
  readonly residentBytes: number;
  /** Undefined if the system does not tell. */
  readonly openFiles: number | undefined;
  readonly mostOpenFiles: number | undefined;
  /** Unix time in ms. */
  readonly startedAt: number;
}

/** What this very process uses; looked at once in a while, because a look at its files costs some reads. */
export class ProcessWatch {
  readonly seen: () => ProcessSeen;
  private readonly startedAt = Date.now() - process.uptime() * 1000;
  private readonly mostOpenFiles = openFilesLimit();

  constructor(now: () => number = () => performance.now(), everyMs = 5_000) {
    this.seen = keptLook(() => this.look(), now, everyMs);
  }

  private look(): ProcessSeen {
    const { user, system } = process.cpuUsage();
    return {
      cpuSeconds: (user + system) / 1e6,
      residentBytes: process.memoryUsage.rss(),
      openFiles: openFiles(),
      mostOpenFiles: this.mostOpenFiles,
      startedAt: this.startedAt,
    };
  }
}

function openFiles(): number | undefined {
  try {
    return readdirSync("/proc/self/fd").length;
  } catch {
    return undefined; // No /proc: not Linux.
  }
}

function openFilesLimit(): number | undefined {
  try {
    const limit = /^Max open files\s+(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8"))?.[1];
    return limit === undefined ? undefined : Number(limit);
  } catch {
    return undefined; // No /proc: not Linux.
  }
}
