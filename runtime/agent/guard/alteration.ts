import type { RawHeaders } from "./headers";

/** What is made of a request on its way to Pi-hole, and of the answer on its way back. */
export interface Alteration {
  /** The request's headers. */
  readonly headers: RawHeaders;
  /** What is made of an answer that begins so; undefined: nothing. */
  readonly answer: (status: number, headers: RawHeaders) => AnswerAlteration | undefined;
}

/** Either the headers alone, while the body passes as it comes; or the whole text, and the headers with it. */
export type AnswerAlteration =
  | { readonly kind: "headers"; readonly headers: RawHeaders }
  | { readonly kind: "text"; readonly alter: (text: string) => Promise<AlteredText> };

export interface AlteredText {
  readonly headers: RawHeaders;
  readonly text: string;
}

/** An answer's header, the first of that name; in lower case what is compared in any. */
export function headerOf(headers: RawHeaders, wanted: string): string | undefined {
  const at = headers.findIndex((name, i) => i % 2 === 0 && name.toLowerCase() === wanted);
  return at < 0 ? undefined : headers[at + 1];
}

/** Headers with each of that name given another value, or taken away where that is undefined. */
export function withHeader(
  headers: RawHeaders,
  wanted: string,
  change: (value: string) => string | undefined,
): RawHeaders {
  const all: string[] = [];
  for (let i = 0; i < headers.length; i += 2) {
    const [name, value] = [headers[i]!, headers[i + 1]!];
    const changed = name.toLowerCase() === wanted ? change(value) : value;
    if (changed !== undefined) all.push(name, changed);
  }
  return all;
}

/** A page for people, which comes as it is. */
export const isPage = (status: number, headers: RawHeaders): boolean =>
  status === 200 &&
  /^text\/html\b/i.test(headerOf(headers, "content-type") ?? "") &&
  headerOf(headers, "content-encoding") === undefined;
