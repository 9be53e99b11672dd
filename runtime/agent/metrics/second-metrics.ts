import { counter, gauge, one } from "./metric";

/** What this node answers for a leader that does not; nothing without `secondAnswer`. */
export const secondMetrics = [
  counter({
    name: "ha_dns_second_answers_total",
    help: "Queries that the leader had not answered in time, since the start of this node's second answer.",
    labels: {
      result:
        "`given` to this node's Pi-hole; `withheld`, since the node could not take the VIP over; `dropped` as too many or too long",
    },
    samples: ({ second }) =>
      second === undefined
        ? []
        : (["given", "withheld", "dropped"] as const).map((result) => [{ result }, second[result]]),
  }),
  gauge({
    name: "ha_dns_second_answer_ready",
    help: "1 if this node would answer a query that the leader does not answer.",
    labels: {},
    samples: ({ second }) => one(second && second.fit && !second.silent),
  }),
];
