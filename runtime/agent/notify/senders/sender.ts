import type { Channel, ChannelSecrets } from "../../../contract/notify-config";
import type { Message } from "../alert-message";
import type { Way } from "../request";

/** Everything that a message needs on its way to one channel. */
export interface Delivery<K extends Channel["kind"] = Channel["kind"]> {
  readonly channel: Extract<Channel, { kind: K }>;
  readonly secrets: ChannelSecrets;
  readonly message: Message;
  readonly way: Way;
}

/** Resolves when the other side has accepted the message. Rejects with a Failure. */
export type ChannelSend<K extends Channel["kind"]> = (delivery: Delivery<K>) => Promise<void>;
