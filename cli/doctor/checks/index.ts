import type { Check } from "../check";
import { agents } from "./agents";
import { notifications, reboots, throttling } from "./care";
import { conditions } from "./conditions";
import { dhcp } from "./dhcp";
import { dns, dnssec } from "./dns";
import { notFoundOut } from "./not-found-out";
import { virtualMac, vipOwner } from "./vip-owner";
import { vrrpHeard, vrrpJitter } from "./vrrp";

/** The doctor's checks, beyond those of the preflight. */
export const checks: readonly Check[] = [
  agents,
  conditions,
  vipOwner,
  virtualMac,
  vrrpHeard,
  vrrpJitter,
  dns,
  dnssec,
  dhcp,
  throttling,
  reboots,
  notifications,
  notFoundOut,
];
