import type { DataAllowance } from "../../checks/data-result";
import type { Scenario } from "../scenario";
import type { DataScene } from "./data-scene";

/** Something that happens to the nodes that have the data, while the journal writes and DNS is asked. */
export type DataScenario = Scenario<DataScene> & DataAllowance;

/** Of a fault that costs DNS nothing. */
export const lossless = { maxOutageMs: 0 } as const;
/** Of one that moves the VIP without a warning. */
export const outage = { maxOutageMs: 1_000 } as const;
