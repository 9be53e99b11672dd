import * as z from "zod";
import { severities } from "./severity";

const text = (expected: string) => z.string({ error: expected }).min(1, expected).max(2_000, expected);

const common = {
  name: z
    .string({ error: "a name" })
    .regex(/^[a-z][a-z0-9-]{0,30}$/, "a letter, then letters, digits and hyphens, all small, 31 at most"),
  /** It is told what is at least as severe. */
  least: z.enum(severities, { error: "info, warning or critical" }).default("warning"),
  /** In these hours it is told what is critical, and the rest afterwards. */
  quiet: z
    .string({ error: "hours as 23:00-07:00" })
    .regex(/^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/, "hours as 23:00-07:00")
    .optional(),
};

/** A URL may stand in the secrets instead: often it is one. */
const web = {
  url: text("a URL, https://…").optional(),
  /** Certificates of authorities that the server's is checked with, in PEM; the well-known ones if there is none. */
  ca: text("one or more certificates in PEM").optional(),
};

const headers = z.record(
  z.string({ error: "headers, each NAME: TEXT" }).regex(/^[A-Za-z0-9-]+$/, "a header's name"),
  text("a header's text").regex(/^[\x20-\x7e]+$/, "printable ASCII"),
  { error: "headers, each NAME: TEXT" },
);

const recipients = z.array(text("a recipient"), { error: "a list of recipients" }).min(1, "a recipient");
const port = z.coerce
  .number({ error: "a TCP port" })
  .int("a TCP port")
  .min(1, "a TCP port")
  .max(65_535, "a TCP port");

/** Where messages can be sent, by kind. */
export const channelSchema = z.discriminatedUnion(
  "kind",
  [
    z.strictObject({ ...common, ...web, kind: z.literal("ntfy") }),
    z.strictObject({
      ...common,
      ...web,
      kind: z.literal("webhook"),
      method: z.enum(["POST", "PUT", "PATCH", "GET"], { error: "POST, PUT, PATCH or GET" }).default("POST"),
      headers: headers.default({}),
      /** {title}, {text}, {severity} and so on are replaced; JSON with all of them if it is empty. */
      body: z.string({ error: "text" }).max(10_000, "10,000 characters at most").default(""),
    }),
    z.strictObject({ ...common, ...web, kind: z.literal("discord") }),
    z.strictObject({ ...common, ...web, kind: z.literal("slack") }),
    z.strictObject({
      ...common,
      ...web,
      kind: z.literal("telegram"),
      chat: z.coerce.string({ error: "a chat's id" }),
    }),
    z.strictObject({
      ...common,
      ...web,
      kind: z.literal("signal"),
      from: text("a telephone number, +49…"),
      to: recipients,
    }),
    z.strictObject({ ...common, ...web, kind: z.literal("pushover") }),
    z.strictObject({ ...common, ...web, kind: z.literal("gotify") }),
    z.strictObject({ ...common, ...web, kind: z.literal("apprise") }),
    z.strictObject({
      ...common,
      ...web,
      kind: z.literal("mqtt"),
      user: text("a user's name").optional(),
      /** What its topics begin with. */
      topic: z
        .string({ error: "a topic" })
        .regex(/^[A-Za-z0-9_/-]{1,64}$/, "letters, digits, _, - and /")
        .default("ha-dns"),
    }),
    z.strictObject({
      ...common,
      ca: web.ca,
      kind: z.literal("mail"),
      host: text("a mail server's name or address"),
      port: port.default(587),
      from: text("an address, such as dns@example.org"),
      to: recipients,
      user: text("a user's name").optional(),
    }),
  ],
  {
    error: "one of ntfy, webhook, discord, slack, telegram, signal, pushover, gotify, apprise, mqtt, mail",
  },
);

export type Channel = z.output<typeof channelSchema>;
export type ChannelKind = Channel["kind"];

/** What of a channel is secret: never in clear in a file of the config. */
export const secretFields = ["url", "token", "user", "password", "urls"] as const;
export type SecretField = (typeof secretFields)[number];
export type ChannelSecrets = Readonly<Partial<Record<SecretField, string>>>;

/** The secrets that each kind can have; those that it cannot do without come in `needed`. */
export const channelSecretsOf: Readonly<
  Record<ChannelKind, { readonly needed: readonly SecretField[]; readonly more: readonly SecretField[] }>
> = {
  ntfy: { needed: [], more: ["url", "token"] },
  webhook: { needed: [], more: ["url", "token"] },
  discord: { needed: ["url"], more: [] },
  slack: { needed: ["url"], more: [] },
  telegram: { needed: ["token"], more: ["url"] },
  signal: { needed: [], more: ["url"] },
  pushover: { needed: ["token", "user"], more: ["url"] },
  gotify: { needed: ["token"], more: ["url"] },
  apprise: { needed: [], more: ["url", "urls"] },
  mqtt: { needed: [], more: ["url", "password"] },
  mail: { needed: [], more: ["password"] },
};

/** Kinds that know their service's own URL. */
export const usualUrls: Readonly<Partial<Record<ChannelKind, string>>> = {
  telegram: "https://api.telegram.org",
  pushover: "https://api.pushover.net",
};

/** More would make the nodes' reports to each other long. */
export const mostChannels = 8;

/** What `notify.json` holds. A kind that this agent does not know yet is passed over, and told. */
export const notifyFileSchema = z.object({
  /** In which quiet hours and times are meant. */
  timezone: z.string(),
  channels: z.array(z.looseObject({ name: z.string(), kind: z.string() })).max(mostChannels),
});
export type NotifyFile = z.infer<typeof notifyFileSchema>;

/** What `secrets.json` holds beside it. */
export const notifySecretsFileSchema = z.object({
  channels: z.record(z.string(), z.partialRecord(z.enum(secretFields), z.string())),
  /** Asked once a minute while all is well; empty if there is none. */
  heartbeatUrl: z.string(),
});
export type NotifySecretsFile = z.infer<typeof notifySecretsFileSchema>;
