import { agentHang } from "./agent-hang";
import { agentKill } from "./agent-kill";
import { cableOut } from "./cable-out";
import { clockJump } from "./clock-jump";
import { diskFull } from "./disk-full";
import { dockerRestart } from "./docker-restart";
import type { Fault } from "./fault";
import { fullPartition } from "./full-partition";
import { keepalivedKill } from "./keepalived-kill";
import { mute } from "./mute";
import { oneWayPartition } from "./one-way-partition";
import { piholeCrash } from "./pihole-crash";
import { piholeHang } from "./pihole-hang";
import { planned } from "./planned";
import { powerOff } from "./power-off";
import { providerDown } from "./provider-down";
import { registryDown } from "./registry-down";
import { slowNode } from "./slow-node";
import { unboundDead } from "./unbound-dead";
import { vrrpLoss } from "./vrrp-loss";

/** Every fault that a drill can make. */
export const faults: readonly Fault[] = [
  planned,
  powerOff,
  cableOut,
  mute,
  registryDown,
  piholeCrash,
  piholeHang,
  keepalivedKill,
  agentKill,
  agentHang,
  dockerRestart,
  unboundDead,
  providerDown,
  fullPartition,
  oneWayPartition,
  vrrpLoss,
  diskFull,
  clockJump,
  slowNode,
];
