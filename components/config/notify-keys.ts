import ipaddr from "ipaddr.js";
import { z } from "zod";
import {
  channelSchema,
  mostChannels,
  secretFields,
  channelSecretsOf,
  type Channel,
  type ChannelKind,
} from "../../runtime/contract/notify-config";
import { key } from "./key";

/** A secret object of the founder's stack alone: by channel, what of it is secret. */
export const notifySecretsKey = "notifySecrets";
/** A secret of the founder's stack alone. */
export const heartbeatUrlKey = "heartbeatUrl";

/** Something that is wrong with a channel. What was found is said in words: a value may be a secret. */
interface Mistake {
  readonly at: readonly PropertyKey[];
  /** The value itself is shown if this is undefined. */
  readonly found?: string;
  readonly expected: string;
  readonly fix?: string;
}

const asSecret = (name: string, field: string): string =>
  `take it out of notify, then: pulumi config set --secret --path ${notifySecretsKey}.${name}.${field} -s FOUNDER`;

/** Fields whose value is never shown: a person may have put a secret there. */
const hidden: readonly PropertyKey[] = ["url", "headers", "body", "ca", "topic"];

const channels = z.array(z.unknown()).superRefine((given, context) => {
  for (const { at, found, expected, fix } of given.flatMap(mistakesOf))
    context.addIssue({ code: "custom", path: [...at], message: expected, params: { found, fix } });
});

function mistakesOf(given: unknown, i: number, all: readonly unknown[]): Mistake[] {
  if (i >= mostChannels)
    return [{ at: [i], found: `${all.length} channels`, expected: `${mostChannels} at most` }];
  const { data, error } = channelSchema.safeParse(given);
  if (!data) return error.issues.flatMap((issue) => mistakeOf(issue, i, (given ?? {}) as Given));
  const twice = all.slice(0, i).some((other) => (other as { name?: unknown }).name === data.name);
  return [
    ...(twice ? [{ at: [i, "name"], found: `${data.name} twice`, expected: "each channel once" }] : []),
    ...(data.kind === "mail" ? [] : urlMistakes(data, i)),
    ...(data.kind === "webhook" ? headerMistakes(data, i) : []),
  ];
}

type Given = Readonly<Record<string, unknown>>;

function mistakeOf(issue: z.core.$ZodIssue, i: number, given: Given): Mistake[] {
  const name = typeof given.name === "string" ? given.name : "NAME";
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((field) => {
      const isSecret = (secretFields as readonly string[]).includes(field);
      return {
        at: [i, field],
        found: isSecret ? "a secret in clear" : "a key that this kind does not have",
        expected: isSecret
          ? "an encrypted value"
          : `only keys that docs/alerts.md names for ${String(given.kind)}`,
        ...(isSecret ? { fix: asSecret(name, field) } : {}),
      };
    });
  const isHidden = issue.path.length === 0 || issue.path.some((step) => hidden.includes(step));
  return [
    {
      at: [i, ...issue.path],
      ...(isHidden ? { found: "a value that does not fit, and is not shown" } : {}),
      expected: issue.message,
    },
  ];
}

/** Kinds whose URL is all that a sender needs to know. */
const secretUrl: readonly ChannelKind[] = ["discord", "slack"];
/** Whoever knows a topic there can read it. */
const openHosts = ["ntfy.sh"];

function urlMistakes(channel: Exclude<Channel, { kind: "mail" }>, i: number): Mistake[] {
  const { name, kind, url } = channel;
  if (url === undefined) return [];
  const mistake = urlMistake(kind, url);
  if (mistake) return [{ at: [i, "url"], found: "a URL that is not shown", expected: mistake }];
  if (!isSecretUrl(kind, url)) return [];
  return [
    {
      at: [i, "url"],
      found: "a URL in clear that is a secret: whoever knows it can send or read messages",
      expected: "an encrypted value",
      fix: `${asSecret(name, "url")}; what stood in a file is best not used again`,
    },
  ];
}

/** What a URL should be like, if it is not so. */
export function urlMistake(kind: ChannelKind | "heartbeat", text: string): string | undefined {
  const schemes = kind === "mqtt" ? ["mqtts:", "mqtt:"] : ["https:", "http:"];
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !schemes.includes(url.protocol)) return `a URL that begins with ${schemes[0]}//`;
  if (url.protocol === schemes[1] && !isAtHome(url.hostname))
    return `${schemes[0]}//, since without TLS everybody on the way can read it (a private address may do without)`;
  if (kind === "ntfy" && /^\/?$/.test(url.pathname))
    return "a URL that ends with the topic, https://ntfy.sh/TOPIC";
  return undefined;
}

/** A private address, or a name that only a LAN knows. */
function isAtHome(host: string): boolean {
  if (ipaddr.IPv4.isValidFourPartDecimal(host))
    return ["private", "loopback"].includes(ipaddr.parse(host).range());
  return /\.(lan|local|home\.arpa|internal|home|fritz\.box)$/.test(host);
}

/** A name or password in it, a service where the URL is all one needs, or a long part that nobody can guess. */
function isSecretUrl(kind: ChannelKind, text: string): boolean {
  const { username, password, hostname, pathname, search } = new URL(text);
  if (username !== "" || password !== "") return true;
  if (secretUrl.includes(kind) || openHosts.includes(hostname)) return true;
  const parts = [...pathname.split("/"), ...search.split(/[?&=]/)];
  return parts.some((part) => part.length >= 20 && /\d/.test(part) && /[A-Za-z]/.test(part));
}

function headerMistakes({ name, headers }: Extract<Channel, { kind: "webhook" }>, i: number): Mistake[] {
  return Object.entries(headers)
    .filter(
      ([header, text]) =>
        /authori[sz]ation|token|key|secret|password|cookie/i.test(header) && !text.includes("{token}"),
    )
    .map(([header]) => ({
      at: [i, "headers", header],
      found: "a header in clear that is a secret",
      expected: `{token} in its place, as in Authorization: "Bearer {token}"`,
      fix: `write {token} there, then: pulumi config set --secret --path ${notifySecretsKey}.${name}.token -s FOUNDER`,
    }));
}

/** Fields of a kind that are secrets, the needed ones first. */
export const secretFieldsOf = (kind: ChannelKind): readonly string[] => [
  ...channelSecretsOf[kind].needed,
  ...channelSecretsOf[kind].more,
];

export const notifyKeys = {
  notify: key({
    since: "2026-11-30",
    scope: "cluster",
    description:
      "Where alerts go: ntfy, webhook, Discord, Slack, Telegram, Signal, Pushover, Gotify, Apprise, MQTT, mail. [alerts.md](alerts.md) has each.",
    schema: channels.transform((given) => given.map((it) => channelSchema.parse(it))),
    expected:
      "a list of channels, each {name: NAME, kind: KIND, least: info|warning|critical, quiet: HH:MM-HH:MM, …}",
    example:
      "[{name: mail, kind: mail, host: smtp.example.org, from: dns@example.org, to: [me@example.org]}]",
    default: [] as Channel[],
    hidden: true,
    costs: [],
  }),
} as const;
