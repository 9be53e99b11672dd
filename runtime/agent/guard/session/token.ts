import { createHmac, timingSafeEqual } from "node:crypto";

/** A person's session with the cluster, as the cookie of Pi-hole's page holds it. */
export interface Token {
  /** Random, the same for as long as the session lasts. */
  readonly id: string;
  /** Unix time in seconds; each answer moves it. */
  readonly until: number;
}

/** No session id of Pi-hole's own looks like that: those are base64 without dots. */
const form = /^ha1\.([\w-]{22})\.(\d{1,12})\.([\w-]{43})$/;

/** The cookie's value: every node with the same key knows it for genuine, without having seen it before. */
export const sealed = (key: Buffer, { id, until }: Token): string =>
  `ha1.${id}.${until}.${mac(key, `${id}.${until}`).toString("base64url")}`;

/** The token of a cookie's value; undefined if it was made with another key, or has run out. */
export function opened(key: Buffer, text: string, nowSeconds: number): Token | undefined {
  const [, id = "", until = "", seal = ""] = form.exec(text) ?? [];
  if (id === "" || Number(until) < nowSeconds) return undefined;
  const right = mac(key, `${id}.${until}`);
  const given = Buffer.from(seal, "base64url");
  return given.length === right.length && timingSafeEqual(given, right)
    ? { id, until: Number(until) }
    : undefined;
}

export const isToken = (text: string): boolean => form.test(text);

/** What a page of that session sends along with each request to the API; of the form that Pi-hole's own has. */
export const csrfOf = (key: Buffer, id: string): string => mac(key, `csrf ${id}`).toString("base64");

const mac = (key: Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();
