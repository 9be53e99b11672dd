import type { DnsMessage, SignatureValidity } from "./dns-message";

/** What a peer's clock shows, in ms of Unix time, as of now. */
export interface PeerClock {
  readonly name: string;
  readonly shows: number;
}

/** Nodes that keep the time by NTP are closer than this. */
export const clockToleranceSeconds = 60;

const signatureExpired = 7;
const signatureNotYetValid = 8;

/** Why a clock is behind by which signatures are not valid yet; empty if all are. `now` is in ms. */
export function clockBehind({ signatures }: DnsMessage, now: number): string {
  const early = signatures.filter(({ from }) => from * 1000 > now);
  if (early.length === 0) return "";
  return `the clock is behind: it shows ${day(now)}, and signatures begin ${begin(early)}`;
}

/**
 * Why signatures that the resolver does not accept speak against the clock; empty if they do not. `checked` is its
 * refusal, `unchecked` the same kind of answer as the zone gave it; `now` is this process' clock, in ms.
 */
export function clockTrouble(checked: DnsMessage | undefined, unchecked: DnsMessage, now: number): string {
  const behind = clockBehind(unchecked, now);
  if (behind) return behind;
  const late = unchecked.signatures.filter(({ until }) => until * 1000 < now);
  if (late.length > 0) return `the clock is ahead: it shows ${day(now)}, and signatures end ${end(late)}`;
  if (checked?.errors.includes(signatureNotYetValid))
    return "Unbound's clock is behind: no signature is valid yet";
  if (checked?.errors.includes(signatureExpired))
    return "Unbound's clock is ahead: signatures are valid no longer";
  return "";
}

/** Says whose clock differs from this node's by more than the tolerance; empty if none does. */
export function clockDifferences(peers: readonly PeerClock[], now: number): string {
  return peers
    .flatMap(({ name, shows }) => {
      if (!(Math.abs(shows - now) > clockToleranceSeconds * 1000)) return [];
      return [
        `${name}'s clock is ${span(Math.abs(shows - now))} ${shows > now ? "ahead of" : "behind"} this one`,
      ];
    })
    .join("; ");
}

const begin = (signatures: readonly SignatureValidity[]): string =>
  day(Math.max(...signatures.map(({ from }) => from)) * 1000);
const end = (signatures: readonly SignatureValidity[]): string =>
  day(Math.min(...signatures.map(({ until }) => until)) * 1000);
const day = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")} UTC`;

function span(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 7_200) return `${seconds} s`;
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} days`;
}
