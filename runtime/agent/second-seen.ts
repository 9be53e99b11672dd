import * as z from "zod";
import { parsed } from "../common/json";
import { readReported } from "../common/reported-text";

const count = z.number().int().nonnegative();

/** What the program `second` writes; see runtime/second. */
const reportSchema = z.object({
  /** Whether this node may answer for the leader. */
  fit: z.boolean(),
  /** Copies of queries that came. */
  seen: count,
  /** Those to which an answer came in time. */
  answered: count,
  /** Those that were given to this node's Pi-hole. */
  given: count,
  /** Those that were not, since the node could not take the VIP over. */
  withheld: count,
  /** Those that could not be kept or given. */
  dropped: count,
});

/** The second answers of this node since their container's start. */
export interface SecondSeen extends z.infer<typeof reportSchema> {
  /** The program writes every five seconds at least; it has not for three times as long. */
  readonly silent: boolean;
}

const silentAfterMs = 15_000;

/** Undefined if this node gives no second answers. */
export function secondSeen(file: string, at: number): SecondSeen | undefined {
  const told = readReported([file]);
  const report = told && reportSchema.safeParse(parsed(told.text)).data;
  return report && { ...report, silent: Math.abs(at - told.modifiedAt) > silentAfterMs };
}
