import type { IncomingMessage } from "node:http";
import type { Room } from "./body-room";

/** Why a body is not taken. */
export type BodyRefusal = "late" | "no room";

export interface Body {
  readonly bytes: Buffer;
  /** False if there is more than `longest`: the rest is still to come. */
  readonly whole: boolean;
}

export interface BodyLimits {
  readonly longest: number;
  readonly deadlineMs: number;
  readonly room: Room;
  /** Is called with each piece that was taken from the room. */
  readonly onTaken: (bytes: number) => void;
}

/** Reads a request's body up to its end, or until more than `longest` bytes are there. Rejects if it breaks off. */
export function readBody(
  request: IncomingMessage,
  { longest, deadlineMs, room, onTaken }: BodyLimits,
): Promise<Body | BodyRefusal> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let length = 0;
    const end = (result: Body | BodyRefusal | Error): void => {
      clearTimeout(timer);
      request.off("readable", take).off("end", whole).off("error", end).off("close", broken);
      if (result instanceof Error) reject(result);
      else resolve(result);
    };
    const whole = (): void => end({ bytes: Buffer.concat(pieces), whole: true });
    const broken = (): void => end(new Error("the request broke off"));
    const take = (): void => {
      for (let piece = request.read() as Buffer | null; piece; piece = request.read() as Buffer | null) {
        if (!room.take(piece.length)) return end("no room");
        onTaken(piece.length);
        pieces.push(piece);
        length += piece.length;
        if (length > longest) return end({ bytes: Buffer.concat(pieces), whole: false });
      }
    };
    const timer = setTimeout(() => end("late"), deadlineMs);
    request.on("readable", take).once("end", whole).once("error", end).once("close", broken);
  });
}
