/** From when until when a signature holds, in seconds of Unix time. */
export interface SignatureValidity {
  readonly from: number;
  readonly until: number;
}

/** What a message says besides its records' data. */
export interface DnsMessage {
  readonly code: number;
  /** The resolver has checked the answer's signatures. */
  readonly authentic: boolean;
  readonly signatures: readonly SignatureValidity[];
  /** Extended DNS errors (RFC 8914). */
  readonly errors: readonly number[];
}

const typeOpt = 41;
const typeSignature = 46;
const extendedError = 15;

/** Reads a DNS message. Throws a RangeError on one that ends too early. */
export function readMessage(message: Buffer): DnsMessage {
  const signatures: SignatureValidity[] = [];
  const errors: number[] = [];
  let at = 12;
  for (let i = message.readUInt16BE(4); i > 0; i--) at = afterName(message, at) + 4;
  const records = message.readUInt16BE(6) + message.readUInt16BE(8) + message.readUInt16BE(10);
  for (let i = 0; i < records; i++) {
    at = afterName(message, at);
    const type = message.readUInt16BE(at);
    const start = at + 10;
    at = start + message.readUInt16BE(at + 8);
    if (at > message.length) throw new RangeError("a record that ends after its message");
    const data = message.subarray(start, at);
    if (type === typeSignature) signatures.push({ until: data.readUInt32BE(8), from: data.readUInt32BE(12) });
    if (type === typeOpt) errors.push(...extendedErrors(data));
  }
  const flags = message.readUInt8(3);
  return { code: flags & 0x0f, authentic: (flags & 0x20) !== 0, signatures, errors };
}

function afterName(message: Buffer, start: number): number {
  let at = start;
  for (;;) {
    const length = message.readUInt8(at);
    if (length >= 0xc0) return at + 2;
    if (length === 0) return at + 1;
    at += length + 1;
  }
}

function extendedErrors(options: Buffer): number[] {
  const found: number[] = [];
  for (let at = 0; at + 4 <= options.length; at += 4 + options.readUInt16BE(at + 2)) {
    if (options.readUInt16BE(at) === extendedError) found.push(options.readUInt16BE(at + 4));
  }
  return found;
}
