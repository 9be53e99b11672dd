import type { DoctorCheck } from "../doctor-check";
import { agents } from "./agents-check";
import { notifications, reboots, throttling } from "./care-check";
import { conditions } from "./conditions-check";
import { dhcp } from "./dhcp-check";
import { dns, dnssecCheck } from "./dns-checks";
import { notFoundOut } from "./not-found-out";
import { virtualMac, vipOwner } from "./vip-owner-check";
import { vrrpHeard, vrrpJitter } from "./vrrp-check";

/** The doctor's checks, beyond those of the preflight. */
export const checks: readonly DoctorCheck[] = [
  agents,
  conditions,
  vipOwner,
  virtualMac,
  vrrpHeard,
  vrrpJitter,
  dns,
  dnssecCheck,
  dhcp,
  throttling,
  reboots,
  notifications,
  notFoundOut,
];
