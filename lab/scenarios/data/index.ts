import type { DataScenario } from "./data-scenario";
import { dataClockJump } from "./data-clock-jump";
import { handover } from "./handover";
import { keyRevoked } from "./key-revoked";
import { poolFull } from "./pool-full";
import { dataPowerOff, registryOff } from "./data-power-off";
import { powerOffDuringSend } from "./power-off-during-send";
import { replicaDiverged } from "./replica-diverged";
import { roleFlap } from "./role-flap";
import { shutdown } from "./shutdown";
import { sshSlow } from "./ssh-slow";
import { steady } from "./steady";

/** What a drill of the data can do. */
export const dataScenarios: readonly DataScenario[] = [
  handover,
  shutdown,
  dataPowerOff,
  registryOff,
  powerOffDuringSend,
  replicaDiverged,
  poolFull,
  dataClockJump,
  roleFlap,
  sshSlow,
  keyRevoked,
  steady,
];
