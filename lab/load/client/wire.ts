import type { RightAnswer } from "../stream-protocol";

/**
 * The little of DNS that a stream needs, at a cost that lets a busy machine keep its pace: one A question, and a
 * check of its answer.
 */
const typeA = 1;
const classIn = 1;
const noSuchName = 3;
const rcodes = ["NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED"];

/** A query for the A records of `name`, recursion desired. Throws if a label is empty or longer than 63 bytes. */
export function encodeQuery(id: number, name: string): Buffer {
  const labels = name.split(".");
  const message = Buffer.alloc(12 + name.length + 2 + 4);
  message.writeUInt16BE(id, 0);
  message.writeUInt16BE(0x0100, 2);
  message.writeUInt16BE(1, 4);
  let at = 12;
  for (const label of labels) {
    if (label.length < 1 || label.length > 63) throw new Error(`not a DNS name: "${name}"`);
    at = message.writeUInt8(label.length, at);
    at += message.write(label, at, "latin1");
  }
  at = message.writeUInt8(0, at);
  at = message.writeUInt16BE(typeA, at);
  message.writeUInt16BE(classIn, at);
  return message;
}

/** Why `message` is not the right answer to `query`; undefined if it is. */
export function faultOf(message: Buffer, query: Buffer, right: RightAnswer): string | undefined {
  try {
    return findFault(message, query, right);
  } catch (error) {
    if (error instanceof RangeError) return "malformed";
    throw error;
  }
}

function findFault(message: Buffer, query: Buffer, right: RightAnswer): string | undefined {
  if (message.readUInt16BE(0) !== query.readUInt16BE(0)) return "another id";
  const flags = message.readUInt16BE(2);
  if ((flags & 0x8000) === 0) return "not a response";
  if ((flags & 0x0200) !== 0) return "truncated";
  const rcode = flags & 0xf;
  const isDenial = rcode === noSuchName && right === "any answer";
  if (rcode !== 0 && !isDenial) return rcodes[rcode] ?? `rcode ${rcode}`;
  const question = message.subarray(12, query.length).toString("latin1").toLowerCase();
  const asked = query.subarray(12).toString("latin1").toLowerCase();
  if (message.readUInt16BE(4) !== 1 || question !== asked) return "another question";

  const addresses: string[] = [];
  let at = query.length;
  for (let left = message.readUInt16BE(6); left > 0; left--) {
    at = skipName(message, at);
    const type = message.readUInt16BE(at);
    const length = message.readUInt16BE(at + 8);
    at += 10;
    if (at + length > message.length) return "malformed";
    if (type === typeA && length === 4) addresses.push(message.subarray(at, at + 4).join("."));
    at += length;
  }
  if (right === "any answer") return undefined;
  if (addresses.length === 0) return "no address";
  const isRight = (found: string) => (right === "any address" ? found !== "0.0.0.0" : found === right);
  return addresses.every(isRight) ? undefined : `address ${addresses.join(", ")}`;
}

function skipName(message: Buffer, from: number): number {
  let at = from;
  for (;;) {
    const length = message.readUInt8(at);
    if ((length & 0xc0) === 0xc0) return at + 2;
    if (length === 0) return at + 1;
    at += 1 + length;
  }
}
