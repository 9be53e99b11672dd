import type { Finding } from "../../components/preflight/finding";
import type { DoctorView } from "./doctor-view";

/** What a check finds; `node` is the node's name, or `LAN` or `here`. */
export type CheckFound = Omit<Finding, "check">;

/** One check of the doctor. */
export interface DoctorCheck {
  readonly id: string;
  /** What is true if it finds nothing. */
  readonly title: string;
  /** Pure. */
  readonly look: (view: DoctorView) => readonly CheckFound[];
}
