import type { Dice } from "../../dice";
import type { Change } from "./change";
import { hostLine } from "./marks";
import type { Made, Move } from "./move";

const hostPath = (line: string): string => `/api/config/dns/hosts/${encodeURIComponent(line)}`;

/** Values other than the usual one, which come in turns. */
const setting = (key: string, values: readonly unknown[]): Move => ({
  isPossible: () => true,
  make: (made) => {
    const times = made.settings[key] ?? 0;
    made.settings = { ...made.settings, [key]: times + 1 };
    return settingChange(`setting ${key}`, key, values[times % values.length]);
  },
});

/** One setting by its key (`dns.blockTTL`). */
export function settingChange(kind: string, key: string, value: unknown): Change {
  const config = key.split(".").reduceRight<unknown>((below, name) => ({ [name]: below }), value);
  return { kind, part: "settings", method: "PATCH", path: "/api/config", body: { config } };
}

/** Blocking as it is to be from now on, or for so many seconds. */
export const blockingChange = (kind: string, blocking: boolean, timer: number | null): Change => ({
  kind,
  part: "blocking",
  method: "POST",
  path: "/api/dns/blocking",
  body: { blocking, timer },
});

export const settingMoves: readonly Move[] = [
  {
    isPossible: () => true,
    make: (made) => {
      const line = hostLine(made.next++);
      made.hosts = [...made.hosts, line];
      return { kind: "local record added", part: "settings", method: "PUT", path: hostPath(line) };
    },
  },
  {
    isPossible: ({ hosts }) => hosts.length > 0,
    make: (made: Made, dice: Dice) => {
      const gone = dice.pick(made.hosts);
      made.hosts = made.hosts.filter((line) => line !== gone);
      return { kind: "local record deleted", part: "settings", method: "DELETE", path: hostPath(gone) };
    },
  },
  setting("dns.blockTTL", [30, 60, 90]),
  setting("dns.blocking.mode", ["NX", "NODATA"]),
  setting("dns.specialDomains.mozillaCanary", [false, true]),
  {
    // Not as the last one: it is to be on in the end.
    isPossible: ({ isBlockingOff }, left) => !isBlockingOff && left > 1,
    make: (made, dice) => {
      made.isBlockingOff = true;
      return blockingChange("blocking off for a time", false, dice.whole(300, 900));
    },
  },
  {
    isPossible: ({ isBlockingOff }) => isBlockingOff,
    isDue: ({ isBlockingOff }, left) => isBlockingOff && left === 1,
    make: (made) => {
      made.isBlockingOff = false;
      return blockingChange("blocking on", true, null);
    },
  },
];
