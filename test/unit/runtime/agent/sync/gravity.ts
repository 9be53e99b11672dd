import type { Gravity } from "../../../../../runtime/agent/sync/model/sync-state";

/** A build of that name, with nothing known of what it took in. */
export const gravityNamed = (generation: string) => (): Gravity => ({ generation, lists: "", domains: 0 });
