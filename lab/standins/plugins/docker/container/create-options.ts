import type Docker from "dockerode";
import { fromLabels } from "../labels";
import { nanoseconds } from "../durations";
import type { AdvancedNetwork, ContainerInputs, Healthcheck, Mount, VolumeMount } from "./inputs";

const megabyte = 1024 * 1024;

type HostConfig = Docker.ContainerCreateOptions["HostConfig"] & Record<string, unknown>;

/** What the engine's API is asked for to create a container. Pure; the networks after the first are joined later. */
export function createOptions(inputs: ContainerInputs): Docker.ContainerCreateOptions {
  const first = firstNetwork(inputs);
  return defined({
    name: inputs.name,
    Image: inputs.image,
    Hostname: inputs.hostname,
    Domainname: inputs.domainname,
    User: inputs.user,
    Env: inputs.envs,
    Cmd: inputs.command,
    Entrypoint: inputs.entrypoints,
    WorkingDir: inputs.workingDir,
    Labels: fromLabels(inputs.labels),
    Tty: inputs.tty,
    OpenStdin: inputs.stdinOpen,
    StopSignal: inputs.stopSignal,
    StopTimeout: inputs.stopTimeout,
    Healthcheck: inputs.healthcheck && healthcheckToEngine(inputs.healthcheck),
    Volumes: anonymousVolumes(inputs.volumes ?? []),
    HostConfig: hostConfig(inputs),
    NetworkingConfig: first && { EndpointsConfig: { [first.name]: endpoint(first) } },
  });
}

/** The network that the container is created in: it replaces the engine's default one. */
export function firstNetwork(inputs: ContainerInputs): AdvancedNetwork | undefined {
  const networks = inputs.networksAdvanced ?? [];
  if (inputs.networkMode === undefined || inputs.networkMode === "bridge") return networks[0];
  return networks.find((network) => network.name === inputs.networkMode);
}

export function endpoint(network: AdvancedNetwork): Docker.EndpointSettings {
  const ipam = defined({
    IPv4Address: network.ipv4Address,
    IPv6Address: network.ipv6Address,
    LinkLocalIPs: network.linkLocalIps,
  });
  return defined({
    Aliases: network.aliases,
    MacAddress: network.macAddress,
    DriverOpts: network.driverOpts && Object.fromEntries(network.driverOpts.map(pair)),
    IPAMConfig: Object.keys(ipam).length > 0 ? ipam : undefined,
  }) as Docker.EndpointSettings;
}

/** What an existing container's limits and restart policy are set to. */
export function updateOptions(inputs: ContainerInputs): Record<string, unknown> {
  return defined({
    RestartPolicy: { Name: inputs.restart, MaximumRetryCount: inputs.maxRetryCount ?? 0 },
    Memory: (inputs.memory ?? 0) * megabyte,
    MemoryReservation: (inputs.memoryReservation ?? 0) * megabyte,
    MemorySwap: inputs.memorySwap === undefined ? undefined : swap(inputs.memorySwap),
    CpuShares: inputs.cpuShares ?? 0,
    CpusetCpus: inputs.cpuSet ?? "",
  });
}

export function healthcheckToEngine(check: Healthcheck): Docker.HealthConfig {
  const time = (text: string | undefined) => (text === undefined ? undefined : nanoseconds(text));
  return defined({
    Test: check.tests,
    Interval: time(check.interval),
    Timeout: time(check.timeout),
    StartPeriod: time(check.startPeriod),
    StartInterval: time(check.startInterval),
    Retries: check.retries,
  });
}

function hostConfig(inputs: ContainerInputs): HostConfig {
  const security = inputs.securityOpts;
  const unmasked = security?.includes("systempaths=unconfined"); // A matter of the client, not of the engine.
  return defined({
    Binds: binds(inputs.volumes ?? []),
    VolumesFrom: (inputs.volumes ?? []).flatMap(({ fromContainer }) => fromContainer ?? []),
    Mounts: inputs.mounts?.map(mount),
    Tmpfs: inputs.tmpfs,
    NetworkMode: firstNetwork(inputs)?.name ?? inputs.networkMode,
    RestartPolicy: { Name: inputs.restart, MaximumRetryCount: inputs.maxRetryCount },
    AutoRemove: inputs.rm,
    ReadonlyRootfs: inputs.readOnly,
    Privileged: inputs.privileged,
    CapAdd: inputs.capabilities?.adds,
    CapDrop: inputs.capabilities?.drops,
    CgroupParent: inputs.cgroupParent,
    CgroupnsMode: inputs.cgroupnsMode,
    PidMode: inputs.pidMode,
    IpcMode: inputs.ipcMode,
    UsernsMode: inputs.usernsMode,
    GroupAdd: inputs.groupAdds,
    Dns: inputs.dns,
    DnsOptions: inputs.dnsOpts,
    DnsSearch: inputs.dnsSearches,
    ExtraHosts: inputs.hosts?.map(({ host, ip }) => `${host}:${ip}`),
    Sysctls: inputs.sysctls,
    Ulimits: inputs.ulimits?.map(({ name, soft, hard }) => ({ Name: name, Soft: soft, Hard: hard })),
    Devices: inputs.devices?.map(({ hostPath, containerPath, permissions }) => ({
      PathOnHost: hostPath,
      PathInContainer: containerPath ?? hostPath,
      CgroupPermissions: permissions ?? "rwm",
    })),
    SecurityOpt: security?.filter((option) => option !== "systempaths=unconfined"),
    MaskedPaths: unmasked ? [] : undefined,
    ReadonlyPaths: unmasked ? [] : undefined,
    Runtime: inputs.runtime,
    Init: inputs.init ?? false,
    LogConfig: logConfig(inputs),
    StorageOpt: inputs.storageOpts,
    ShmSize: inputs.shmSize && inputs.shmSize * megabyte,
    Memory: inputs.memory && inputs.memory * megabyte,
    MemoryReservation: inputs.memoryReservation && inputs.memoryReservation * megabyte,
    MemorySwap: inputs.memorySwap === undefined ? undefined : swap(inputs.memorySwap),
    NanoCpus: inputs.cpus === undefined ? undefined : Math.round(Number(inputs.cpus) * 1e9),
    CpuPeriod: inputs.cpus === undefined ? inputs.cpuPeriod : undefined,
    CpuQuota: inputs.cpus === undefined ? inputs.cpuQuota : undefined,
    CpuShares: inputs.cpuShares,
    CpusetCpus: inputs.cpuSet,
  }) as HostConfig;
}

function logConfig({ logDriver, logOpts }: ContainerInputs): { Type: string; Config: object } | undefined {
  if (logDriver === undefined && logOpts === undefined) return undefined;
  return { Type: logDriver ?? "", Config: logOpts ?? {} };
}

/** -1 is no limit; anything else is megabytes. */
const swap = (megabytes: number): number => (megabytes > 0 ? megabytes * megabyte : megabytes);

const anonymousVolumes = (volumes: readonly VolumeMount[]): Record<string, object> =>
  Object.fromEntries(
    volumes
      .filter(({ hostPath, volumeName, fromContainer }) => !hostPath && !volumeName && !fromContainer)
      .map(({ containerPath }) => [containerPath ?? "", {}]),
  );

function binds(volumes: readonly VolumeMount[]): string[] {
  return volumes.flatMap(({ hostPath, volumeName, containerPath, readOnly, selinuxRelabel }) => {
    const source = hostPath || volumeName;
    if (!source) return [];
    const modes = [readOnly ? "ro" : "rw", ...(selinuxRelabel ? [selinuxRelabel] : [])];
    return `${source}:${containerPath ?? ""}:${modes.join(",")}`;
  });
}

function mount(one: Mount): Docker.MountSettings {
  const options = one.volumeOptions;
  const driver = options?.driverName && { Name: options.driverName, Options: options.driverOptions ?? {} };
  return defined({
    Type: one.type,
    Target: one.target,
    Source: one.source ?? "",
    ReadOnly: one.readOnly,
    BindOptions: one.bindOptions && { Propagation: one.bindOptions.propagation },
    TmpfsOptions: one.tmpfsOptions && { SizeBytes: one.tmpfsOptions.sizeBytes, Mode: one.tmpfsOptions.mode },
    VolumeOptions:
      options &&
      defined({ NoCopy: options.noCopy, Labels: fromLabels(options.labels), DriverConfig: driver }),
  }) as Docker.MountSettings;
}

function pair(option: string): [string, string] {
  const at = option.indexOf("=");
  return at < 0 ? [option, ""] : [option.slice(0, at), option.slice(at + 1)];
}

const defined = <T extends object>(fields: T): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
