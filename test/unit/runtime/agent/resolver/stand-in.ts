import dgram from "node:dgram";
import { until as untilSo } from "../../../../../lab/shell";

/** What a question asked of the stand-in. */
export interface Asked {
  readonly name: string;
  readonly unchecked: boolean;
  readonly reasons: boolean;
}

export interface Answer {
  readonly code: number;
  /** Signatures in the answer: from and until, in seconds of Unix time. */
  readonly signature?: readonly [number, number];
  /** An extended DNS error. */
  readonly error?: number;
}

/** The message that answers `query`; the real one's has more in it that nobody here reads. */
export function answerTo(query: Buffer, { code, signature, error }: Answer): Buffer {
  const header = Buffer.from(query.subarray(0, 12));
  header.writeUInt16BE(0x8180 | code, 2);
  header.writeUInt16BE(signature ? 1 : 0, 6);
  header.writeUInt16BE(0, 8);
  header.writeUInt16BE(error === undefined ? 0 : 1, 10);
  const question = query.subarray(12, endOfQuestion(query));
  const records: Buffer[] = [];
  if (signature) {
    const data = Buffer.alloc(18);
    data.writeUInt32BE(signature[1], 8);
    data.writeUInt32BE(signature[0], 12);
    records.push(Buffer.from([0xc0, 12, 0, 46, 0, 1, 0, 0, 0, 60, 0, data.length]), data);
  }
  if (error !== undefined)
    records.push(Buffer.from([0, 0, 41, 4, 208, 0, 0, 0x80, 0, 0, 6, 0, 15, 0, 2, 0, error]));
  return Buffer.concat([header, question, ...records]);
}

export function readQuestion(query: Buffer): Asked {
  const labels: string[] = [];
  for (let at = 12; query[at] !== 0; at += query[at]! + 1)
    labels.push(query.toString("latin1", at + 1, at + 1 + query[at]!));
  return {
    name: labels.join("."),
    unchecked: (query[3]! & 0x10) !== 0,
    reasons: query.readUInt16BE(10) === 1,
  };
}

function endOfQuestion(query: Buffer): number {
  let at = 12;
  while (query[at] !== 0) at += query[at]! + 1;
  return at + 5;
}

/** A stand-in for Unbound on loopback: answers as `answer` says, and not at all where that says nothing. */
export async function withResolver(
  answer: (asked: Asked) => Answer | undefined,
  work: (port: number, asked: readonly Asked[]) => Promise<void>,
): Promise<void> {
  const socket = dgram.createSocket("udp4");
  const all: Asked[] = [];
  socket.on("message", (query, from) => {
    const asked = readQuestion(query);
    all.push(asked);
    const said = answer(asked);
    if (said) socket.send(answerTo(query, said), from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  try {
    await work(socket.address().port, all);
  } finally {
    socket.close();
  }
}

/** Resolves when `check` holds; rejects where it does not within four seconds. */
export const until = (what: string, check: () => boolean) => untilSo(what, 4_000, check, 5);
