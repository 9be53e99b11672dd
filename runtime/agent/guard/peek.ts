import type { IncomingMessage } from "node:http";

/**
 * Reads a request's body up to its end, or until more than `longest` bytes are there; what was read is for `forward` to
 * send on before the rest. Rejects if the request breaks off.
 */
export function peek(request: IncomingMessage, longest: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let length = 0;
    const end = (error?: Error): void => {
      request.off("readable", take).off("end", whole).off("error", end).off("close", broken);
      if (error) reject(error);
      else resolve(Buffer.concat(pieces));
    };
    const whole = (): void => end();
    const broken = (): void => end(new Error("the request broke off"));
    const take = (): void => {
      for (let piece = request.read() as Buffer | null; piece; piece = request.read() as Buffer | null) {
        pieces.push(piece);
        length += piece.length;
        if (length > longest) return end();
      }
    };
    request.on("readable", take).once("end", whole).once("error", end).once("close", broken);
  });
}
