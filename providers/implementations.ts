import type { ImplementationName } from "./thin";
import { dnsCheck } from "./dns-check/implementation";
import { remoteFile } from "./remote-file/implementation";
import { systemdUnit } from "./systemd-unit/implementation";

export const implementations = {
  "remote-file": remoteFile,
  "systemd-unit": systemdUnit,
  "dns-check": dnsCheck,
} satisfies Record<ImplementationName, unknown>;
