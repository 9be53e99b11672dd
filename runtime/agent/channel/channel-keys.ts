import { createHmac } from "node:crypto";
import path from "node:path";
import * as z from "zod";
import { JsonFile } from "../../common/json-file";
import type { AgentConfig } from "../../contract/agent-config";
import type { Paths } from "../agent-paths";
import { readKeyFile } from "../key-file";

export interface ChannelKey {
  readonly secret: Buffer;
  /** Tells the other end which key is meant; says nothing about the key. */
  readonly id: string;
}

/** While a new cluster secret goes through the nodes one by one, a node has two keys: its new one and the one before. */
export class ChannelKeys {
  private readonly confirmed = new Set<string>();
  readonly current: ChannelKey;
  private earlier: ChannelKey | undefined;

  constructor(
    current: Buffer,
    earlier?: Buffer,
    /** Addresses of the peers that must have answered to the current key before the earlier one is dropped. */
    private readonly peers: readonly string[] = [],
    private readonly onDropped: () => void = () => undefined,
  ) {
    this.current = withId(current);
    this.earlier = earlier && withId(earlier);
  }

  /** In the order in which the other end is tried. */
  inTurn(): readonly ChannelKey[] {
    return this.earlier ? [this.current, this.earlier] : [this.current];
  }

  /** For another thread of this agent. */
  secrets(): { readonly current: Buffer; readonly earlier: Buffer | undefined } {
    return { current: this.current.secret, earlier: this.earlier?.secret };
  }

  /** The key that the other end means; the current one if it means none that is known here. */
  meant(identity: string | null): Buffer {
    const id = identity?.split(" ")[1];
    return (this.inTurn().find((key) => key.id === id) ?? this.current).secret;
  }

  /** The other end has proved that it knows this key. */
  proved(address: string, key: ChannelKey): void {
    if (!this.earlier || key !== this.current) return;
    this.confirmed.add(address);
    if (!this.peers.every((peer) => this.confirmed.has(peer))) return;
    this.earlier = undefined;
    this.onDropped();
  }
}

const withId = (secret: Buffer): ChannelKey => ({
  secret,
  id: createHmac("sha256", secret).update("id").digest("hex").slice(0, 8),
});

const kept = z.object({ current: z.base64(), earlier: z.base64().nullable() });

/**
 * The keys of a node that remembers the one before, in a file that root alone can read. An earlier key is dropped when
 * every peer knows the current one. Throws if the file cannot be read or written.
 */
export function rememberedKeys(file: string, current: Buffer, peers: readonly string[]): ChannelKeys {
  const store = new JsonFile(file, kept, 0o600);
  const before = store.load();
  const text = current.toString("base64");
  const earlier = before && before.current !== text ? before.current : (before?.earlier ?? null);
  const save = (value: string | null) => store.save({ current: text, earlier: value });
  if (before?.current !== text) save(earlier);
  return new ChannelKeys(current, earlier === null ? undefined : Buffer.from(earlier, "base64"), peers, () =>
    save(null),
  );
}

/** The keys of this node. Throws if a file cannot be read or written. */
export const ownChannelKeys = (
  { agentData, channelKey }: Pick<Paths, "agentData" | "channelKey">,
  { peers }: Pick<AgentConfig, "peers">,
): ChannelKeys =>
  rememberedKeys(
    path.join(agentData, "channel-keys.json"),
    readKeyFile(channelKey),
    peers.map(({ podAddress }) => podAddress),
  );
