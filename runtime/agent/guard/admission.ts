import type { IncomingMessage } from "node:http";
import {
  busyAnswer,
  lateBodyAnswer,
  tooLongAnswer,
  tooManyLogInsAnswer,
  type GuardAnswer,
} from "./guard-answers";
import { readBody, type Body } from "./body";
import { mayLogIn } from "./decision";
import { isImport } from "./dhcp-settings";
import { hasBody } from "./headers";
import { bodies, upstreamPlaces } from "./request-limits";
import { LogIns } from "./log-ins";
import { Places } from "./places";
import { Room } from "./body-room";

export interface Asking {
  readonly method: string;
  readonly target: string;
  /** Its address. */
  readonly client: string;
  /** Aborted when the client has gone. */
  readonly gone: AbortSignal;
  /** Seconds since the request came. */
  readonly took: () => number;
}

/** A request that Pi-hole may be asked now. */
export interface Admitted {
  readonly body: Body;
  /** Has to be called once, with the status of Pi-hole's answer if there was one. */
  readonly release: (status: number | undefined) => void;
}

const none: Body = { bytes: Buffer.alloc(0), whole: true };

/**
 * Lets requests through to Pi-hole: each with its whole body, log-ins one a second, and never so many at once that
 * Pi-hole's web server has no place left for the agent.
 */
export class Admission {
  private readonly room = new Room(bodies.room);
  private readonly places = new Places(upstreamPlaces);

  constructor(
    private readonly logIns: LogIns,
    private readonly bodyDeadlineMs: number = bodies.deadlineMs,
  ) {}

  /** Resolves to the answer if it may not. Rejects if the request breaks off. */
  async admit(request: IncomingMessage, asking: Asking): Promise<Admitted | GuardAnswer> {
    let held = 0;
    const giveRoom = (): void => this.room.give(held);
    const onTaken = (bytes: number): void => void (held += bytes);
    try {
      const body = await this.body(request, asking, onTaken);
      const place = "status" in body ? body : await this.place(asking);
      if ("status" in body || typeof place !== "function") {
        giveRoom();
        return place as GuardAnswer;
      }
      return {
        body,
        release: (status) => {
          giveRoom();
          place();
          if (mayLogIn(asking.method, asking.target)) this.tell(asking.client, status);
        },
      };
    } catch (error) {
      giveRoom();
      throw error;
    }
  }

  /** A form for the agent itself; a person types little. */
  async form(request: IncomingMessage, took: () => number): Promise<URLSearchParams | GuardAnswer> {
    let held = 0;
    try {
      const { longestForm: longest } = bodies;
      const onTaken = (bytes: number): void => void (held += bytes);
      const body = await readBody(request, {
        longest,
        deadlineMs: this.bodyDeadlineMs,
        room: this.room,
        onTaken,
      });
      if (body === "late") return lateBodyAnswer(this.bodyDeadlineMs / 1000, took());
      if (body === "no room") return busyAnswer(took());
      if (!body.whole) return tooLongAnswer(longest, took());
      return new URLSearchParams(body.bytes.toString("utf8"));
    } finally {
      this.room.give(held);
    }
  }

  private async body(
    request: IncomingMessage,
    { method, target, took }: Asking,
    onTaken: (bytes: number) => void,
  ): Promise<Body | GuardAnswer> {
    if (!hasBody(request.rawHeaders)) return none;
    const long = isImport(method, target);
    const longest = long ? bodies.longestImport : bodies.longest;
    if (!long && Number(request.headers["content-length"]) > longest) return tooLongAnswer(longest, took());
    const deadlineMs = this.bodyDeadlineMs;
    const body = await readBody(request, { longest, deadlineMs, room: this.room, onTaken });
    if (body === "late") return lateBodyAnswer(deadlineMs / 1000, took());
    if (body === "no room") return busyAnswer(took());
    return body.whole || long ? body : tooLongAnswer(longest, took());
  }

  /** What gives the place at Pi-hole back. */
  private async place({ method, target, client, gone, took }: Asking): Promise<(() => void) | GuardAnswer> {
    if (mayLogIn(method, target)) {
      const seconds = await this.logIns.turn(client);
      if (seconds > 0) return tooManyLogInsAnswer(seconds, took());
    }
    return (await this.places.take(client, gone)) ?? busyAnswer(took());
  }

  /** Only a wrong password counts against a client; Pi-hole may refuse a log-in for other reasons. */
  private tell(client: string, status: number | undefined): void {
    if (status === 200 || status === 401) this.logIns.ended(client, status === 200);
  }
}
