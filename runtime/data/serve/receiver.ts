import type { Log } from "../../common/log";
import type { DataConfig } from "../../contract/data-config";
import type { DataPaths } from "../data-paths";
import type { Branches, Snapshots } from "../ports";

/** The receiving end, with all that it acts by. */
export interface Receiver {
  readonly config: DataConfig;
  readonly paths: DataPaths;
  readonly snapshots: Snapshots;
  readonly branches: Branches;
  readonly log: Log;
}

/** Seconds to wait for whoever replicates or receives here now; the sender comes again. */
export const lockWaitSeconds = 20;
