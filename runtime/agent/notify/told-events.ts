import { conditionKinds } from "../conditions/kinds";
import type { ClusterEvent } from "../events/event";
import { isFlapping, vipMoved } from "../events/moves";

/** Conditions are told as such; a fault of DNS that lasts is one. */
const otherwise = new Set([
  ...conditionKinds.map(({ code }) => code),
  "dns-failed",
  "dns-answers",
  "agent-started",
]);

/** Of what has happened, what channels are told: each move of the virtual IP, until it flaps. */
export const toldEvents = (events: readonly ClusterEvent[]): ClusterEvent[] =>
  events.filter(
    (event) => !otherwise.has(event.code) && !(event.code === vipMoved && isFlapping(events, event.at)),
  );
