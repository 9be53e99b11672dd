import * as z from "zod";
import type { PublicNameFile } from "../../contract/public-name-schema";
import { Failure } from "../notify/failure";
import type { HttpRequest } from "../notify/request";
import { parsed } from "../../common/json";

/** Sends one request; resolves to the text of a good answer (2xx), rejects with a Failure. */
export type SendRequest = (request: HttpRequest) => Promise<string>;

export interface ToPublish {
  readonly file: PublicNameFile;
  readonly token: string;
  readonly address: string;
}

/** Points the name to `address`. Resolves to whether that changed anything; rejects with a Failure. */
export type Publish = (what: ToPublish, send: SendRequest) => Promise<boolean>;

const day = 86_400_000;

interface Provider {
  readonly publish: Publish;
  /** After so many ms without a change, the address is checked or published again. */
  readonly againMs: number;
}

const answerOf = <T extends z.ZodType>(text: string, result: T): z.output<T> => {
  const answer = z.object({ success: z.literal(true), result }).safeParse(parsed(text)).data;
  if (!answer) throw new Failure("its answer makes no sense");
  return (answer as { result: z.output<T> }).result;
};

const zones = z.array(z.object({ id: z.string(), name: z.string() }));
const records = z.array(z.object({ id: z.string(), content: z.string() }));
const record = z.object({ content: z.string() });

/** https://developers.cloudflare.com/api: zones and DNS records, version 4. */
const cloudflare: Publish = async ({ file: { server, zone, name }, token, address }, send) => {
  const call = async <T extends z.ZodType>(method: string, path: string, schema: T, body?: unknown) =>
    answerOf(
      await send({
        url: `${server}${path}`,
        method,
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: body === undefined ? "" : JSON.stringify(body),
      }),
      schema,
    );
  const [found] = await call("GET", `/zones?name=${zone}`, zones);
  if (!found) throw new Failure(`it shows no zone ${zone} to this token`, true);
  const at = `/zones/${encodeURIComponent(found.id)}/dns_records`;
  const [first, ...others] = await call("GET", `${at}?type=A&name=${name}`, records);
  if (others.length > 0) throw new Failure(`${name} has ${others.length + 1} A records: leave one`, true);
  if (first?.content === address) return false;
  const now = first
    ? await call("PATCH", `${at}/${encodeURIComponent(first.id)}`, record, { content: address })
    : await call("POST", at, record, { type: "A", name, content: address, ttl: 60, proxied: false });
  if (now.content !== address) throw new Failure("it did not take the address");
  return true;
};

/** Errors of the protocol for which a retry cannot help. */
const finalWords = ["badauth", "nohost", "notfqdn", "numhost", "abuse", "!donator", "badagent"];

/** https://help.dyn.com/remote-access-api: the protocol of most providers of dynamic DNS. */
const dyndns2: Publish = async ({ file: { server, user, name }, token, address }, send) => {
  const text = await send({
    url: `${server}?hostname=${name}&myip=${address}`,
    method: "GET",
    headers: { authorization: `Basic ${Buffer.from(`${user}:${token}`).toString("base64")}` },
    body: "",
  });
  const [word = ""] = text.trim().split(/\s/);
  if (word === "good") return true;
  if (word === "nochg") return false;
  const known = finalWords.includes(word) || ["dnserr", "911"].includes(word);
  throw new Failure(known ? `it answered "${word}"` : "its answer makes no sense", finalWords.includes(word));
};

/** Any provider that takes an update as one URL. */
const url: Publish = async ({ file: { server, name, expect }, token, address }, send) => {
  const filled: Readonly<Record<string, string>> = { name, address, token };
  const text = await send({
    url: server.replace(/\{(name|address|token)\}/g, (_, what: string) => encodeURIComponent(filled[what]!)),
    method: "GET",
    headers: {},
    body: "",
  });
  if (!text.includes(expect)) throw new Failure(`its answer does not hold "${expect}"`);
  return true;
};

// Cloudflare can be asked for the record, so it is checked once a day, in case somebody has changed it. Other providers
// drop a name without an update for 30 days, and block clients that send the same address too often.
export const providers: Readonly<Record<PublicNameFile["provider"], Provider>> = {
  cloudflare: { publish: cloudflare, againMs: day },
  dyndns2: { publish: dyndns2, againMs: 25 * day },
  url: { publish: url, againMs: 25 * day },
};
