import type { ConditionKind } from "../kind";
import { clusterKinds } from "./cluster-conditions";
import { dataKinds } from "./data-conditions";
import { dhcpKinds } from "./dhcp-conditions";
import { dnsKinds } from "./dns-conditions";
import { historyKinds } from "./history-conditions";
import { hostKinds } from "./host-conditions";
import { localZoneKinds } from "./local-zone-conditions";
import { notifyKinds } from "./notify-conditions";
import { publicNameKinds } from "./public-name-conditions";
import { syncKinds } from "./sync-conditions";
import { updateKinds } from "./updates-conditions";

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
