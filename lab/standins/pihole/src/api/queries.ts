import type { RecordedQueries, RecordedQuery } from "../dns/recorded-queries";
import { fail, reply, type Endpoint } from "./exchange";

const usualLength = 100;
/** From this level on, Pi-hole tells nothing of single queries; levels below it hide parts of them. */
const tellsNothing = 3;

/** /api/queries by number and time. Other filters, and other orders than the two of time, are not there. */
export const queriesEndpoints = (recorded: RecordedQueries, privacyLevel: () => number): Endpoint[] => [
  {
    method: "GET",
    path: "queries",
    auth: true,
    handle: ({ query }) => {
      if (privacyLevel() >= tellsNothing) return reply(200, { queries: [], cursor: null });
      const number = (name: string, otherwise: number): number => {
        const text = query.get(name);
        return text === null || !Number.isFinite(Number(text)) ? otherwise : Number(text);
      };
      const last = recorded.last();
      const cursor = number("cursor", last);
      if (cursor > last || cursor < -1)
        return fail(
          400,
          "bad_request",
          "Requested cursor is invalid",
          "Cursor larger than largest database index",
        );
      const [from, until] = [number("from", 0), number("until", Infinity)];
      const found = recorded.all().filter(({ id, time }) => id <= cursor && time >= from && time < until);
      const ordered = query.get("order[0][dir]") === "asc" ? found : [...found].reverse();
      const [start, length] = [number("start", 0), number("length", usualLength)];
      const shown = ordered.slice(start, length < 0 ? undefined : start + length);
      const total = recorded.all().length;
      return reply(200, {
        queries: shown.map((one) => told(one, privacyLevel())),
        cursor,
        recordsTotal: total,
        recordsFiltered: total,
        draw: number("draw", 0),
      });
    },
  },
];

const told = ({ id, time, type, domain, client, status }: RecordedQuery, level: number) => ({
  id,
  time,
  type,
  status,
  dnssec: "UNKNOWN",
  domain: level >= 1 ? "hidden" : domain,
  upstream: null,
  reply: { type: status === "UNKNOWN" ? "UNKNOWN" : "IP", time: 0 },
  client: { ip: level >= 2 ? "0.0.0.0" : client, name: null },
  list_id: null,
  ede: { code: -1, text: null },
  cname: null,
});
