import { Packet } from "dns2";
import type { ProbeOutcome } from "../probe/outcome";
import { errorText } from "../../contract/error-text";

const nobody = "0.0.0.0";

/**
 * Judges an answer to a name that Pi-hole blocks: `ok` if it is blocked, `wrong` if it was answered as by the
 * internet. `own` are addresses of this node, which Pi-hole gives in one of its modes; in others a blocked name does
 * not exist (`absent`). Whatever else comes says nothing (`no-data`).
 */
export function judgeBlocked(
  message: Buffer,
  { own, absent }: { readonly own: readonly string[]; readonly absent: boolean },
): Omit<ProbeOutcome, "latencyMs"> {
  let packet: Packet;
  try {
    packet = Packet.parse(message);
  } catch (error) {
    return { kind: "no-data", detail: errorText(error) };
  }
  const code = packet.header.rcode as number;
  const addresses = packet.answers.flatMap((answer) =>
    answer.type === Packet.TYPE.A && "address" in answer ? [String(answer.address)] : [],
  );
  const detail = addresses.join(" ") || `RCODE${code}`;
  if (code !== Packet.RCODE.NOERROR && code !== Packet.RCODE.NXDOMAIN) return { kind: "no-data", detail };
  if (addresses.length === 0) return { kind: absent ? "ok" : "wrong", detail };
  return { kind: addresses.every((each) => each === nobody || own.includes(each)) ? "ok" : "wrong", detail };
}
