import { parsed } from "../../common/json";
import { peersSeenSchema, type PeersSeen } from "../../contract/data-state";
import { roleMaxAgeSeconds } from "../../contract/files";
import { readReported } from "../../common/reported-text";
import type { PeerView } from "./keeper-types";
import { timing } from "./timing";

/** Something that is told again and again: it is fresh while it changes, whatever a wall clock does. */
class Changing<T> {
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

export interface AgentFilesView {
  readonly leads: boolean;
  readonly draining: boolean;
  readonly peers: readonly PeerView[];
}

/** What the agent tells through its two files. Times are of the caller's clock, in ms. */
export class AgentFiles {
  private readonly role = new Changing<number>();
  private readonly file = new Changing<number>();
  private readonly peers = new Map<string, Changing<number>>();

  constructor(
    private readonly places: { readonly role: readonly string[]; readonly peersSeen: readonly string[] },
    private readonly names: readonly string[],
  ) {}

  read(now: number): AgentFilesView {
    const told = this.told();
    const fresh = now - this.file.tell(told?.at, now) <= timing.seenMs;
    const role = readReported(this.places.role);
    const roleAge = now - this.role.tell(role?.modifiedAt, now);
    return {
      leads: roleAge <= roleMaxAgeSeconds * 1000 && role?.text.trim() === "leader",
      draining: fresh && told?.draining === true,
      peers: this.names.map((name) => this.peer(name, fresh ? told : undefined, now)),
    };
  }

  private peer(name: string, told: PeersSeen | undefined, now: number): PeerView {
    const peer = told?.peers.find((one) => one.name === name);
    const data = this.peers.get(name) ?? new Changing<number>();
    this.peers.set(name, data);
    const changedAt = data.tell(peer?.data?.at, now);
    if (!peer?.visible) return { name, visible: false, leads: false, data: null, changedAt };
    return { name, visible: true, leads: peer.leads, data: peer.data, changedAt };
  }

  private told(): PeersSeen | undefined {
    const text = readReported(this.places.peersSeen)?.text;
    return text === undefined ? undefined : peersSeenSchema.safeParse(parsed(text)).data;
  }
}
