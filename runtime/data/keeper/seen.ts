import { readFileSync, statSync } from "node:fs";
import { parsed } from "../../agent/http/json";
import { peersSeenSchema, type PeersSeen } from "../../contract/data-state";
import { roleMaxAgeSeconds } from "../../contract/files";
import type { PeerView } from "./keeper";
import { timing } from "./timing";

/** Something that is told again and again: it is fresh while it changes, whatever a wall clock does. */
class Told<T> {
  private last: T | undefined;
  private changedAt = -Infinity;

  /** When it last changed, after it was first seen; -Infinity where it never has. */
  tell(value: T | undefined, now: number): number {
    if (value !== undefined && value !== this.last) {
      if (this.last !== undefined) this.changedAt = now;
      this.last = value;
    }
    return this.changedAt;
  }
}

export interface Seen {
  readonly leads: boolean;
  readonly draining: boolean;
  readonly peers: readonly PeerView[];
}

/** What the agent tells through its two files. Times are of the caller's clock, in ms. */
export class SeenFiles {
  private readonly role = new Told<number>();
  private readonly file = new Told<number>();
  private readonly peers = new Map<string, Told<number>>();

  constructor(
    private readonly paths: { readonly role: string; readonly peersSeen: string },
    private readonly names: readonly string[],
  ) {}

  read(now: number): Seen {
    const told = this.told();
    const fresh = now - this.file.tell(told?.at, now) <= timing.seenMs;
    const roleAge = now - this.role.tell(modifiedAt(this.paths.role), now);
    return {
      leads: roleAge <= roleMaxAgeSeconds * 1000 && textOf(this.paths.role)?.trim() === "leader",
      draining: fresh && told?.draining === true,
      peers: this.names.map((name) => this.peer(name, fresh ? told : undefined, now)),
    };
  }

  private peer(name: string, told: PeersSeen | undefined, now: number): PeerView {
    const peer = told?.peers.find((one) => one.name === name);
    const data = this.peers.get(name) ?? new Told<number>();
    this.peers.set(name, data);
    const changedAt = data.tell(peer?.data?.at, now);
    if (!peer?.visible) return { name, visible: false, leads: false, data: null, changedAt };
    return { name, visible: true, leads: peer.leads, data: peer.data, changedAt };
  }

  private told(): PeersSeen | undefined {
    const text = textOf(this.paths.peersSeen);
    return text === undefined ? undefined : peersSeenSchema.safeParse(parsed(text)).data;
  }
}

/** Undefined where there is none, or none that can be read: nothing is known then. */
function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function modifiedAt(file: string): number | undefined {
  try {
    return statSync(file).mtimeMs;
  } catch {
    return undefined;
  }
}
