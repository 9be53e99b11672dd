import type { DataConfig } from "../../contract/data-config";
import type { DataState } from "../../contract/data-state";
import { isAlive, type Container } from "./containers";

type ServiceConfig = DataConfig["services"][number];
type ServiceState = DataState["services"][number];
type Verdict = Pick<ServiceState, "state" | "reason">;

/** What is known of a service beside what Docker lists. */
export interface ServiceWish {
  /** Whether it shall run here. */
  readonly wanted: boolean;
  /** Whether it is just being started. */
  readonly busy: boolean;
  /** Why it could not be started the last time; "" if it could. */
  readonly trouble: string;
}

const worst = ["failed", "stopped", "starting", "running"] as const;

/** How a service is: as its worst container. One that is not wanted here and does not run is stopped, however it ended. */
export function judgeServices(
  config: ServiceConfig,
  containers: readonly Container[],
  wish: ServiceWish,
): ServiceState {
  const mine = containers.filter(({ oneOff }) => !oneOff);
  if (!wish.wanted) {
    const state = containers.some(isAlive) ? "running" : "stopped";
    return { name: config.name, state, reason: "" };
  }
  const verdicts = Object.keys(config.images).flatMap((service) => {
    const of = mine.filter((container) => container.service === service);
    const found: Verdict[] =
      of.length === 0
        ? [{ state: "stopped", reason: "has no container" }]
        : of.map((container) => judgeContainer(container, config.revision));
    return found.map(({ state, reason }) => ({ state, reason: reason && `${service} ${reason}` }));
  });
  const reasons = verdicts.map(({ reason }) => reason).filter((reason) => reason !== "");
  const state = worst.find((it) => verdicts.some((verdict) => verdict.state === it)) ?? "running";
  if (wish.busy && state !== "running")
    return { name: config.name, state: "starting", reason: reasons.join("; ") };
  // It runs all the same if a person has started it.
  if (wish.trouble !== "" && state !== "running" && state !== "starting")
    return { name: config.name, state: "failed", reason: wish.trouble };
  return { name: config.name, state, reason: reasons.join("; ") };
}

function judgeContainer({ state, status, revision }: Container, wanted: string): Verdict {
  switch (state) {
    case "running":
      if (status.includes("(unhealthy)")) return { state: "failed", reason: "is unhealthy" };
      if (revision !== wanted) return { state: "stopped", reason: "runs as an earlier config had it" };
      return status.includes("(health: starting)")
        ? { state: "starting", reason: "is not healthy yet" }
        : { state: "running", reason: "" };
    case "restarting":
      return { state: "starting", reason: "restarts" };
    case "created":
      return { state: "stopped", reason: "was not started" };
    case "exited": {
      const code = /^Exited \((\d+)\)/.exec(status)?.[1] ?? "?";
      return code === "0"
        ? { state: "stopped", reason: "has ended" }
        : { state: "failed", reason: `has ended with exit code ${code}` };
    }
    default:
      return { state: "failed", reason: `is ${state}` };
  }
}

/** What runs of services that are declared no longer, by their project's name. */
export const strays = (
  config: readonly ServiceConfig[],
  containers: readonly Container[],
  prefix: string,
) => {
  const declared = new Set(config.map(({ name }) => `${prefix}${name}`));
  return containers.filter(
    (container) => container.revision !== "" && !declared.has(container.project) && isAlive(container),
  );
};
