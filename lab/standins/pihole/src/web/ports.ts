import { isIP } from "node:net";

/** One listener of `webserver.port`. */
export interface WebPort {
  /** undefined: all IPv4 addresses. */
  readonly address?: string;
  readonly port: number;
  readonly tls: boolean;
  /** A failure to listen is no error. */
  readonly optional: boolean;
  /** Answers with a redirect to the TLS port. */
  readonly redirect: boolean;
}

/** Reads `80o,443os,[::]:80o`: [address:]port, then letters: `s` TLS, `o` optional, `r` redirect. Throws on anything else. */
export function parsePorts(text: string): WebPort[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => {
      const match = /^(?:\[([0-9A-Fa-f:.]+)\]:|([0-9.]+):)?\+?(\d{1,5})([sor]*)$/.exec(part);
      const address = match?.[1] ?? match?.[2];
      const port = Number(match?.[3]);
      if (match === null || port > 65535 || (address !== undefined && isIP(address) === 0)) {
        throw new Error(`webserver.port: cannot read "${part}"`);
      }
      const letters = match[4] ?? "";
      const has = (letter: string) => letters.includes(letter);
      return { address, port, tls: has("s"), optional: has("o"), redirect: has("r") };
    });
}

/** The first TLS port, 0 where there is none (as /api/info/login reports it). */
export const httpsPort = (ports: readonly WebPort[]): number => ports.find((each) => each.tls)?.port ?? 0;
