import type { ConditionKind } from "../kind";
import { clusterKinds } from "./cluster";
import { dataKinds } from "./data";
import { dhcpKinds } from "./dhcp";
import { dnsKinds } from "./dns";
import { historyKinds } from "./history";
import { hostKinds } from "./host";
import { localZoneKinds } from "./local-zone";
import { notifyKinds } from "./notify";
import { publicNameKinds } from "./public-name";
import { syncKinds } from "./sync";
import { updateKinds } from "./updates";

/** All kinds of conditions that a node looks for. */
export const conditionKinds: readonly ConditionKind[] = [
  ...clusterKinds,
  ...dnsKinds,
  ...localZoneKinds,
  ...publicNameKinds,
  ...dhcpKinds,
  ...historyKinds,
  ...syncKinds,
  ...dataKinds,
  ...hostKinds,
  ...updateKinds,
  ...notifyKinds,
];
