import type { SyncScenario } from "./sync-scenario";
import { bulk } from "./bulk";
import { changes } from "./changes";
import { deletion } from "./deletion";
import { fresh } from "./fresh";
import { restart } from "./restart";

export const scenarios: readonly SyncScenario[] = [changes, fresh, bulk, restart, deletion];
