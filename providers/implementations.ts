import type { ImplementationName } from "./dynamic-provider";
import { authorizedKey } from "./authorized-key/implementation";
import { containerNames } from "./container-names/implementation";
import { containerRecord } from "./container-record/implementation";
import { dataDeparture } from "./data-departure/implementation";
import { dnsCheck } from "./dns-check/implementation";
import { drainImplementation } from "./drain/implementation";
import { hostScript } from "./host-script/implementation";
import { imageFiles } from "./image-files/implementation";
import { pageCertificate } from "./page-certificate/implementation";
import { remoteFile } from "./remote-file/implementation";
import { resolverReload } from "./resolver-reload/implementation";
import { running } from "./running/implementation";
import { serving } from "./serving/implementation";
import { systemdUnit } from "./systemd-unit/implementation";
import { zfsDataset } from "./zfs-dataset/implementation";
import { zfsPool } from "./zfs-pool/implementation";
import { zfsRemoval } from "./zfs-removal/implementation";

export const implementations = {
  "remote-file": remoteFile,
  "image-files": imageFiles,
  "host-script": hostScript,
  "systemd-unit": systemdUnit,
  "dns-check": dnsCheck,
  "resolver-reload": resolverReload,
  drain: drainImplementation,
  serving,
  "zfs-dataset": zfsDataset,
  "zfs-pool": zfsPool,
  "zfs-removal": zfsRemoval,
  "authorized-key": authorizedKey,
  "data-departure": dataDeparture,
  running,
  "container-record": containerRecord,
  "container-names": containerNames,
  "page-certificate": pageCertificate,
} satisfies Record<ImplementationName, unknown>;
