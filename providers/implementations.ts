import type { ImplementationName } from "./thin";
import { dnsCheck } from "./dns-check/implementation";
import { drain } from "./drain/implementation";
import { remoteFile } from "./remote-file/implementation";
import { serving } from "./serving/implementation";
import { systemdUnit } from "./systemd-unit/implementation";

export const implementations = {
  "remote-file": remoteFile,
  "systemd-unit": systemdUnit,
  "dns-check": dnsCheck,
  drain,
  serving,
} satisfies Record<ImplementationName, unknown>;
