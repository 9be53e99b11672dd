import type { Fault } from "./fault";
import { piholeCrash } from "./pihole-crash";
import { piholeHang } from "./pihole-hang";
import { planned } from "./planned";
import { powerOff } from "./power-off";

/** Every fault that a drill can make. */
export const faults: readonly Fault[] = [powerOff, piholeCrash, piholeHang, planned];
