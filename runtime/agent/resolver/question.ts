/** What a question asks of a validating resolver besides the name's address. */
export interface Wishes {
  /** Signatures, and the reason of an error (EDNS with the DO bit). */
  readonly reasons?: boolean;
  /** The answer as it is, without a verdict on its signatures (the CD bit). */
  readonly unchecked?: boolean;
}

/** A name that Unbound answers by itself, whatever the provider does. */
export const localName = "localhost";

const recursionDesired = 0x0100;
const checkingDisabled = 0x0010;
const typeA = 1;
const classIn = 1;
/** The root's name, type OPT, 1232 bytes, no extended code, version 0, DO, no options. */
const optRecord = Buffer.from([0, 0, 41, 0x04, 0xd0, 0, 0, 0x80, 0, 0, 0]);

/** The message that asks for `name` A. */
export function encodeQuestion(id: number, name: string, { reasons, unchecked }: Wishes = {}): Buffer {
  const header = Buffer.alloc(12);
  header.writeUInt16BE(id, 0);
  header.writeUInt16BE(recursionDesired | (unchecked ? checkingDisabled : 0), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(reasons ? 1 : 0, 10);
  const labels = name.split(".").map((label) => Buffer.from([label.length, ...Buffer.from(label, "latin1")]));
  const end = Buffer.from([0, 0, typeA, 0, classIn]);
  return Buffer.concat([header, ...labels, end, ...(reasons ? [optRecord] : [])]);
}
