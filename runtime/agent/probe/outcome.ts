import { Packet } from "dns2";
import { errorText } from "../../contract/error-text";

/**
 * What a probe saw. `refused`: nobody listens (ICMP port unreachable); `servfail`: DNS says that it is sick;
 * `wrong`: an answer, but not to be trusted; `no-data`: the probe itself could not be made or timed, which says
 * nothing about DNS.
 */
export const outcomeKinds = ["ok", "refused", "timeout", "servfail", "wrong", "no-data"] as const;
export type OutcomeKind = (typeof outcomeKinds)[number];

export interface ProbeOutcome {
  readonly kind: OutcomeKind;
  /** The response code, or the error, in words. */
  readonly detail: string;
  readonly latencyMs: number;
}

const codes = new Map(Object.entries(Packet.RCODE).map(([name, code]) => [code as number, name]));

/** Judges a response to the question `name` A; a message that cannot be decoded is `wrong`. */
export function judgeAnswer(message: Buffer, name: string): Omit<ProbeOutcome, "latencyMs"> {
  let packet: Packet;
  try {
    packet = Packet.parse(message);
  } catch (error) {
    return { kind: "wrong", detail: errorText(error) };
  }
  const code = packet.header.rcode as number;
  const detail = codes.get(code) ?? `RCODE${code}`;
  if (code === Packet.RCODE.SERVFAIL) return { kind: "servfail", detail };
  if (code !== Packet.RCODE.NOERROR) return { kind: "wrong", detail };
  const asked = packet.questions[0]?.name.toLowerCase();
  if (asked !== name.toLowerCase()) return { kind: "wrong", detail: `answers another question: ${asked}` };
  const answered = packet.answers.some((answer) => answer.type === Packet.TYPE.A);
  return answered ? { kind: "ok", detail } : { kind: "wrong", detail: "no address in the answer" };
}
