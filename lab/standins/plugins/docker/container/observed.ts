import type { ContainerInspectInfo } from "dockerode";
import { same } from "../../common/shape";
import { present, type Properties, type Value } from "../../common/values";
import { duration, nanoseconds } from "../durations";
import { containerProperties } from "./properties";

const megabyte = 1024 * 1024;

/** Fields that the types of the client lack, or that an older engine leaves out. */
type Inspected = ContainerInspectInfo & {
  readonly NetworkSettings: { readonly Bridge?: string };
  readonly HostConfig: {
    readonly Init?: boolean | null;
    readonly MemorySwap?: number;
    readonly IpcMode?: string;
  };
  readonly Config: {
    readonly Healthcheck?: Health | null;
    readonly StopSignal?: string;
    readonly StopTimeout?: number;
  };
};
interface Health {
  readonly Test?: string[] | null;
  readonly Interval?: number;
  readonly Timeout?: number;
  readonly StartPeriod?: number;
  readonly StartInterval?: number;
  readonly Retries?: number;
}

/**
 * A container as the engine shows it, over the state that is known. A value that says the same stays spelled as it
 * was. Environment, labels, volumes, networks and uploads are not read back, as the official plugin does not: the
 * image adds its own, and none of them can change in a container that exists (but networks by hand).
 */
export function observed(inspected: ContainerInspectInfo, state: Properties): Properties {
  const info = inspected as Inspected;
  const seen = { ...always(info, state), ...inherited(info) };
  const kept = Object.entries(seen).map(([key, value]): [string, Value | undefined] => {
    const { shape } = containerProperties[key as keyof typeof containerProperties] ?? { shape: "any" };
    return [key, same(shape, state[key], value) ? state[key] : value];
  });
  const unset = Object.fromEntries(Object.entries(state).filter(([key]) => !(key in seen)));
  return { ...unset, ...present(Object.fromEntries(kept)), ...outputs(info) };
}

/** What can change in a container that exists, whether or not it was asked for. */
function always(info: Inspected, state: Properties): Record<string, Value | undefined> {
  const { HostConfig: host, Config: config } = info;
  return {
    name: info.Name.replace(/^\//, ""),
    image: String(state.image ?? "").startsWith("sha256:") ? info.Image : config.Image,
    mustRun: info.State.Running ? state.mustRun : false,
    restart: host.RestartPolicy?.Name || "no",
    maxRetryCount: host.RestartPolicy?.MaximumRetryCount || undefined,
    rm: host.AutoRemove ?? false,
    memory: megabytes(host.Memory),
    memoryReservation: megabytes(host.MemoryReservation),
    // The engine sets it to twice the memory where only that is given.
    ...(state.memorySwap === undefined ? {} : { memorySwap: megabytes(host.MemorySwap) }),
    cpuShares: host.CpuShares || undefined,
    cpuSet: host.CpusetCpus || undefined,
    tmpfs: host.Tmpfs ?? undefined,
    healthcheck: config.Healthcheck ? healthcheck(config.Healthcheck, state.healthcheck) : undefined,
    init: host.Init ?? false,
  };
}

/** What the image or the engine decides where nothing is asked for. */
function inherited(info: Inspected): Record<string, Value | undefined> {
  const { HostConfig: host, Config: config } = info;
  const list = (value: string | string[] | null | undefined) =>
    typeof value === "string" ? [value] : (value ?? undefined);
  return {
    command: list(config.Cmd),
    entrypoints: list(config.Entrypoint),
    hostname: config.Hostname || undefined,
    ipcMode: host.IpcMode || undefined,
    logDriver: host.LogConfig?.Type,
    runtime: host.Runtime,
    shmSize: megabytes(host.ShmSize),
    stopSignal: config.StopSignal || undefined,
    stopTimeout: config.StopTimeout ?? undefined,
  };
}

function outputs(info: Inspected): Properties {
  const networks = Object.entries(info.NetworkSettings?.Networks ?? {});
  return present({
    bridge: info.NetworkSettings?.Bridge,
    exitCode: info.State.Running ? undefined : info.State.ExitCode,
    networkDatas: networks.map(([networkName, one]) => ({
      networkName,
      ipAddress: one.IPAddress,
      ipPrefixLength: one.IPPrefixLen,
      gateway: one.Gateway,
      globalIpv6Address: one.GlobalIPv6Address,
      globalIpv6PrefixLength: one.GlobalIPv6PrefixLen,
      ipv6Gateway: one.IPv6Gateway,
      macAddress: one.MacAddress,
    })),
  });
}

/** Only the fields that were asked for: the image's healthcheck fills in the others. Durations keep their spelling. */
function healthcheck(health: Health, given: Value | undefined): Value {
  const before = (given ?? {}) as Record<string, Value>;
  const time = (key: string, value: number | undefined) => {
    const text = before[key];
    return typeof text === "string" && nanoseconds(text) === value ? text : duration(value ?? 0);
  };
  const all: Record<string, Value> = {
    tests: health.Test ?? [],
    interval: time("interval", health.Interval),
    timeout: time("timeout", health.Timeout),
    startPeriod: time("startPeriod", health.StartPeriod),
    startInterval: time("startInterval", health.StartInterval),
    retries: health.Retries ?? 0,
  };
  return given === undefined ? all : Object.fromEntries(Object.entries(all).filter(([key]) => key in before));
}

const megabytes = (bytes: number | undefined): number | undefined =>
  !bytes ? undefined : bytes < 0 ? bytes : Math.floor(bytes / megabyte);
