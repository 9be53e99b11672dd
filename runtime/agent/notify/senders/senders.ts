import type { Channel } from "../../../contract/notify-config";
import { apprise, discord, gotify, ntfy, pushover, signal, slack, telegram } from "./chats";
import { mail } from "./mail";
import { mqtt } from "./mqtt";
import type { Delivery, ChannelSend } from "./sender";
import { webhook } from "./webhook";

type Kind = Channel["kind"];

const senders: { readonly [K in Kind]: ChannelSend<K> } = {
  ntfy,
  webhook,
  discord,
  slack,
  telegram,
  signal,
  pushover,
  gotify,
  apprise,
  mqtt,
  mail,
};

/** signal-cli starts a Java machine for each message. */
const slowMs = 30_000;
const usualMs = 10_000;
/** An attempt to send to such a channel ends within it, in ms. */
export const deadlineOf = (kind: Kind): number => (kind === "signal" ? slowMs : usualMs);

/** Resolves when the channel has accepted the message. Rejects with a Failure. */
export const deliver = (delivery: Delivery): Promise<void> =>
  (senders[delivery.channel.kind] as ChannelSend<Kind>)(delivery);
