import type { Message } from "../alert-message";
import { send } from "../request";
import type { ChannelSend } from "./sender";
import { urlOf } from "./url";

/** What {WORD} stands for in a webhook's body; all of it is its body if it has none of its own. */
const wordsOf = (message: Message) => ({
  title: message.title,
  text: message.text,
  severity: message.severity,
  over: message.over,
  keys: message.keys.join(" "),
  id: message.id,
  time: new Date(message.at).toISOString(),
});

/** One request of the person's own making. */
export const webhook: ChannelSend<"webhook"> = async ({ channel, secrets, message, way }) => {
  const { method, headers, body } = channel;
  const words = wordsOf(message);
  const given = Object.entries(headers).map(([name, text]) => [
    name.toLowerCase(),
    text.replaceAll("{token}", secrets.token ?? ""),
  ]);
  const all: Record<string, string> = { "content-type": "application/json", ...Object.fromEntries(given) };
  const isJson = all["content-type"]?.includes("json") ?? false;
  const fill = (_: string, word: keyof typeof words) => {
    const text = String(words[word]);
    return isJson ? JSON.stringify(text).slice(1, -1) : text;
  };
  const filled = body.replace(/\{(title|text|severity|over|keys|id|time)\}/g, fill);
  await send(
    {
      url: urlOf(channel, secrets),
      method,
      headers: all,
      body: body === "" ? JSON.stringify(words) : filled,
    },
    way,
  );
};
