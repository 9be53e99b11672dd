import * as z from "zod";
import type { HttpAnswer } from "../http/http-ask";
import { parsed } from "../../common/json";
import type { Seat, SeatSource, Visitor } from "../guard/session/seats";
import { exchange, type PiholeRequest } from "./pihole-request";
import { logIn, type PiholeCredentials } from "./login";
import { PiholeError } from "./pihole-error";

const list = z.object({
  sessions: z.array(
    z.object({
      id: z.number(),
      current_session: z.boolean(),
      app: z.boolean(),
      cli: z.boolean().default(false),
    }),
  ),
});
const pauseMs = 1_100;

/** Sessions of this node's Pi-hole for people who are logged in to the cluster. */
export class PersonSeats implements SeatSource {
  constructor(
    private readonly port: number,
    private readonly wayIn: PiholeCredentials,
  ) {}

  open = async ({ address, userAgent }: Visitor): Promise<Seat> => {
    // Pi-hole's list of sessions shows by these whose one is.
    const about = { "x-forwarded-for": address, ...(userAgent ? { "user-agent": userAgent } : {}) };
    const { sid, csrf } = await logIn((question) => this.send(question, about), this.wayIn, pauseMs);
    if (sid === null) throw new PiholeError("Pi-hole has no password: there are no sessions");
    return this.seatOf({ sid, csrf });
  };

  isKnown = async ({ sid }: Seat): Promise<boolean> => {
    const { status } = await this.send({ method: "GET", path: "/api/auth" }, { "x-ftl-sid": sid });
    return status === 200;
  };

  /** Looks a session up in Pi-hole's list. Rejects if it is not there. */
  seatOf = async (session: { readonly sid: string; readonly csrf: string }): Promise<Seat> => {
    const { text } = await this.send(
      { method: "GET", path: "/api/auth/sessions" },
      { "x-ftl-sid": session.sid },
    );
    const current = list.safeParse(parsed(text)).data?.sessions.find((each) => each.current_session);
    if (!current) throw new PiholeError("Pi-hole does not list the session that it has just given");
    return { ...session, id: current.id, limited: current.app || current.cli };
  };

  private send(question: PiholeRequest, headers: Readonly<Record<string, string>>): Promise<HttpAnswer> {
    return exchange(this.port, { deadlineMs: 5_000, ...question }, headers);
  }
}
