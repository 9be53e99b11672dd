import { forgedAdverts } from "./adverts";
import { arpFence, arpVip } from "./arp";
import type { Attack } from "./attack";
import { doorsAttacks } from "./doors";
import { forgedStatus, tlsAlert } from "./impostors";
import { plantedLinks } from "./planted-links";

/** Every attack that a drill can play. */
export const attacks: readonly Attack[] = [
  ...doorsAttacks,
  forgedAdverts,
  forgedStatus,
  tlsAlert,
  arpVip,
  arpFence,
  plantedLinks,
];
