import type { Finding } from "../../components/preflight/finding";
import type { View } from "./view";

/** What a check finds; `node` is the node's name, or `LAN` or `here`. */
export type CheckFound = Omit<Finding, "check">;

/** One check of the doctor. */
export interface Check {
  readonly id: string;
  /** What is true if it finds nothing. */
  readonly title: string;
  /** Pure. */
  readonly look: (view: View) => readonly CheckFound[];
}
