import type { Severity } from "../../../contract/severity";
import { Failure } from "../failure";
import { send, type Way } from "../request";
import type { ChannelSend } from "./sender";
import { needed, shortened, urlOf } from "./url";

const post = (url: string, body: unknown, way: Way, headers: Readonly<Record<string, string>> = {}) =>
  send(
    {
      url,
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    },
    way,
  );

/** https://docs.ntfy.sh/publish/#publish-as-json: JSON, since its headers carry no more than latin-1. */
export const ntfy: ChannelSend<"ntfy"> = async ({ channel, secrets, message, way }) => {
  const url = new URL(urlOf(channel, secrets));
  const parts = url.pathname.split("/");
  const topic = decodeURIComponent(parts.pop() ?? "");
  if (topic === "") throw new Failure("its URL ends with no topic", true);
  url.pathname = parts.join("/") || "/";
  const priority: Readonly<Record<Severity, number>> = { info: 2, warning: 4, critical: 5 };
  const body = {
    topic,
    title: message.title,
    message: shortened(message.text, 4_000),
    priority: message.over ? 3 : priority[message.severity],
  };
  const token = secrets.token;
  await post(url.href, body, way, token === undefined ? {} : { authorization: `Bearer ${token}` });
};

/** https://gotify.net/docs/pushmsg */
export const gotify: ChannelSend<"gotify"> = async ({ channel, secrets, message, way }) => {
  const priority: Readonly<Record<Severity, number>> = { info: 2, warning: 5, critical: 8 };
  const body = {
    title: message.title,
    message: message.text,
    priority: message.over ? 2 : priority[message.severity],
  };
  await post(`${urlOf(channel, secrets)}/message`, body, way, { "x-gotify-key": needed(secrets, "token") });
};

/** https://discord.com/developers/docs/resources/webhook#execute-webhook; answers 204. */
export const discord: ChannelSend<"discord"> = async ({ channel, secrets, message, way }) => {
  const content = shortened(`**${message.title}**\n${message.text}`, 2_000);
  // Nobody is to be called by what a text happens to hold.
  await post(urlOf(channel, secrets), { content, allowed_mentions: { parse: [] } }, way);
};

/** https://api.slack.com/messaging/webhooks; answers the text ok. */
export const slack: ChannelSend<"slack"> = async ({ channel, secrets, message, way }) => {
  const escape = (text: string) =>
    text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  await post(
    urlOf(channel, secrets),
    { text: escape(`*${message.title}*\n${shortened(message.text, 3_500)}`) },
    way,
  );
};

/** https://core.telegram.org/bots/api#sendmessage; plain text, since its Markdown needs 18 characters escaped. */
export const telegram: ChannelSend<"telegram"> = async ({ channel, secrets, message, way }) => {
  const url = `${urlOf(channel, secrets)}/bot${needed(secrets, "token")}/sendMessage`;
  const text = shortened(`${message.title}\n${message.text}`, 4_096);
  const quiet = message.severity === "info" || message.over;
  await post(url, { chat_id: channel.chat, text, disable_notification: quiet }, way);
};

/** https://bbernhard.github.io/signal-cli-rest-api/: v2/send */
export const signal: ChannelSend<"signal"> = async ({ channel, secrets, message, way }) => {
  const text = `${message.title}\n${message.text}`;
  await post(
    `${urlOf(channel, secrets)}/v2/send`,
    { message: text, number: channel.from, recipients: channel.to },
    way,
  );
};

/** https://pushover.net/api; its priority 2 would ask for a receipt, so 1 is the highest. */
export const pushover: ChannelSend<"pushover"> = async ({ channel, secrets, message, way }) => {
  const priority: Readonly<Record<Severity, number>> = { info: -1, warning: 0, critical: 1 };
  const body = {
    token: needed(secrets, "token"),
    user: needed(secrets, "user"),
    title: shortened(message.title, 250),
    message: shortened(message.text, 1_024),
    priority: message.over ? 0 : priority[message.severity],
    timestamp: Math.floor(message.at / 1000),
  };
  await post(`${urlOf(channel, secrets)}/1/messages.json`, body, way);
};

/** https://github.com/caronc/apprise-api: /notify/KEY with a kept configuration, or /notify with `urls`. */
export const apprise: ChannelSend<"apprise"> = async ({ channel, secrets, message, way }) => {
  const types: Readonly<Record<Severity, string>> = { info: "info", warning: "warning", critical: "failure" };
  const body = {
    ...(secrets.urls === undefined ? {} : { urls: secrets.urls }),
    title: message.title,
    body: message.text,
    type: message.over ? "success" : types[message.severity],
    format: "text",
  };
  await post(urlOf(channel, secrets), body, way);
};
