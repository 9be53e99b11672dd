import type { Target } from "./explore";
import { carry } from "./targets/carry";
import { channel } from "./targets/channel";
import { config } from "./targets/config";
import { grants } from "./targets/grants";
import { guard } from "./targets/guard";
import { leases } from "./targets/leases";
import { publicName } from "./targets/public-name";
import { serve } from "./targets/serve";
import { status } from "./targets/status";
import { steer } from "./targets/steer";

/** All that can be tried, by the name that `npm run fuzz` takes. */
export const targets: Readonly<Record<string, Target>> = {
  carry,
  channel,
  config,
  grants,
  guard,
  leases,
  "public-name": publicName,
  serve,
  status,
  steer,
};
