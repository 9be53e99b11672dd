import type { Property } from "../../common/resource";
import { stringMap, strings, stringSet, type Shape } from "../../common/shape";
import { labelSet } from "../labels";

const replaces = (shape: Shape): Property => ({ shape, replaces: true });
/** Taken from the image or the engine where it is not given, so that leaving it out is no difference. */
const inherited = (shape: Shape): Property => ({ shape, replaces: true, computed: true });
const inPlace = (shape: Shape): Property => ({ shape });

const fieldSet = (fields: Readonly<Record<string, Shape>>, required: readonly string[] = []): Shape => ({
  list: { fields, required },
  unordered: true,
});

const healthcheck: Shape = {
  fields: {
    interval: "string",
    retries: "number",
    startInterval: "string",
    startPeriod: "string",
    tests: strings,
    timeout: "string",
  },
};
const mounts = fieldSet(
  {
    type: "string",
    target: "string",
    source: "string",
    readOnly: "boolean",
    bindOptions: { fields: { propagation: "string" } },
    tmpfsOptions: { fields: { mode: "number", sizeBytes: "number" } },
    volumeOptions: {
      fields: { driverName: "string", driverOptions: stringMap, labels: labelSet, noCopy: "boolean" },
    },
  },
  ["type", "target"],
);
const networks = fieldSet(
  {
    name: "string",
    aliases: stringSet,
    driverOpts: stringSet,
    ipv4Address: "string",
    ipv6Address: "string",
    linkLocalIps: stringSet,
    macAddress: "string",
  },
  ["name"],
);
const uploads = fieldSet(
  {
    file: "string",
    content: "string",
    contentBase64: "string",
    executable: "boolean",
    permissions: "string",
    source: "string",
    sourceHash: "string",
  },
  ["file"],
);
const volumes = fieldSet({
  containerPath: "string",
  fromContainer: "string",
  hostPath: "string",
  readOnly: "boolean",
  selinuxRelabel: "string",
  volumeName: "string",
});

/** What the stand-in knows of `docker.Container`, and which of it replaces the container. */
export const containerProperties = {
  name: { shape: "string", replaces: true, autoname: true },
  image: { shape: "string", replaces: true, required: true },
  capabilities: replaces({ fields: { adds: stringSet, drops: stringSet } }),
  cgroupParent: replaces("string"),
  cgroupnsMode: replaces("string"),
  command: inherited(strings),
  containerReadRefreshTimeoutMilliseconds: inPlace("number"),
  cpuPeriod: inPlace("number"),
  cpuQuota: inPlace("number"),
  cpuSet: inPlace("string"),
  cpuShares: inPlace("number"),
  cpus: replaces("string"),
  destroyGraceSeconds: inPlace("number"),
  devices: replaces(
    fieldSet({ hostPath: "string", containerPath: "string", permissions: "string" }, ["hostPath"]),
  ),
  dns: replaces(stringSet),
  dnsOpts: replaces(stringSet),
  dnsSearches: replaces(stringSet),
  domainname: replaces("string"),
  entrypoints: inherited(strings),
  envs: inherited(stringSet),
  groupAdds: replaces(stringSet),
  healthcheck: { shape: healthcheck, computed: true },
  hostname: inherited("string"),
  hosts: replaces(fieldSet({ host: "string", ip: "string" }, ["host", "ip"])),
  init: { shape: "boolean", computed: true },
  ipcMode: inherited("string"),
  labels: inherited(labelSet),
  logDriver: inherited("string"),
  logOpts: replaces(stringMap),
  maxRetryCount: inPlace("number"),
  memory: inPlace("number"),
  memoryReservation: inPlace("number"),
  memorySwap: inPlace("number"),
  mounts: replaces(mounts),
  mustRun: { shape: "boolean", default: true },
  networkMode: inherited("string"),
  networksAdvanced: replaces(networks),
  pidMode: replaces("string"),
  privileged: replaces("boolean"),
  readOnly: { shape: "boolean", replaces: true, default: false },
  removeVolumes: { shape: "boolean", default: true },
  restart: { shape: "string", default: "no" },
  rm: { shape: "boolean", default: false },
  runtime: inherited("string"),
  securityOpts: inherited(stringSet),
  shmSize: inherited("number"),
  start: { shape: "boolean", default: true },
  stdinOpen: { shape: "boolean", replaces: true, default: false },
  stopSignal: inherited("string"),
  stopTimeout: inherited("number"),
  storageOpts: replaces(stringMap),
  sysctls: replaces(stringMap),
  tmpfs: inPlace(stringMap),
  tty: { shape: "boolean", replaces: true, default: false },
  ulimits: replaces(fieldSet({ name: "string", soft: "number", hard: "number" }, ["name", "soft", "hard"])),
  uploads: replaces(uploads),
  user: replaces("string"),
  usernsMode: replaces("string"),
  volumes: replaces(volumes),
  wait: { shape: "boolean", default: false },
  waitTimeout: { shape: "number", default: 60 },
  workingDir: replaces("string"),
} satisfies Record<string, Property>;

/** What is only known of a container that exists. */
export const containerOutputs = ["bridge", "networkDatas"] as const;
