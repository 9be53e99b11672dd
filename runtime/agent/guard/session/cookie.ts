import { headerOf, withHeader } from "../alteration";
import type { RawHeaders } from "../headers";

const name = "sid";

/** The session's cookie of a request. */
export function cookieOf(headers: RawHeaders): string | undefined {
  const pair = new RegExp(`(?:^|;\\s*)${name}=([^;]*)`).exec(headerOf(headers, "cookie") ?? "");
  return pair?.[1]?.trim();
}

/** A request's headers without that cookie. */
export const withoutCookie = (headers: RawHeaders): RawHeaders =>
  withHeader(headers, "cookie", (value) => {
    const others = value.split(";").filter((pair) => !pair.trim().startsWith(`${name}=`));
    return others.length === 0 ? undefined : others.join(";").trim();
  });

/** An answer's headers with another value for that cookie, for as long as it is to be kept, in seconds. */
export const withCookie = (headers: RawHeaders, valueFor: (seconds: number) => string): RawHeaders =>
  withHeader(headers, "set-cookie", (line) => {
    const seconds = Number(/;\s*max-age=(\d+)/i.exec(line)?.[1]);
    const isOurs = line.startsWith(`${name}=`) && Number.isFinite(seconds);
    return isOurs ? line.replace(/=[^;]*/, `=${valueFor(seconds)}`) : line;
  });
