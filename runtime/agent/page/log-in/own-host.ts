/** A Host header's name or address, without a port. */
export const hostOfHeader = (header: string | undefined): string =>
  (header ?? "")
    .toLowerCase()
    .replace(/:\d{1,5}$/, "")
    .replace(/\.$/, "");

/**
 * Whether a page was asked for by a name or an address of this cluster's own. Another site's name can be made to lead
 * here (DNS rebinding), and its script would be of this page's origin then.
 */
export const isOwnHost = (
  header: string | undefined,
  own: readonly string[],
  /** By the page's certificate. */
  isCertified: (name: string) => boolean,
): boolean => {
  const host = hostOfHeader(header);
  return host !== "" && (own.includes(host) || isCertified(host));
};

/** Whether a form was sent from a page of the very same origin; browsers say so in each POST. */
export const isOwnOrigin = (
  headers: {
    readonly host?: string;
    readonly origin?: string;
    readonly "sec-fetch-site"?: string | string[];
  },
  secure: boolean,
): boolean =>
  headers.origin === `${secure ? "https" : "http"}://${headers.host ?? ""}` &&
  (headers["sec-fetch-site"] ?? "same-origin") === "same-origin";
