import type Docker from "dockerode";
import { NotReadyError, type Found, type Resource } from "../../common/resource";
import { same } from "../../common/shape";
import { present, type Properties } from "../../common/values";
import { statusOf, unlessGone } from "../engine";
import { nanoseconds } from "../durations";
import { createOptions, endpoint, firstNetwork, updateOptions } from "./create-options";
import type { ContainerInputs } from "./inputs";
import { observed } from "./observed";
import { containerOutputs, containerProperties } from "./properties";
import { uploadArchive } from "./upload";

/** `docker.Container`: made and started; what cannot change in place replaces it; removed when it is deleted. */
export const container = (engine: () => Docker): Resource => ({
  properties: containerProperties,
  outputs: containerOutputs,
  verify: (inputs) => problems(inputs as unknown as ContainerInputs),
  create: async (_name, inputs) => {
    const wanted = inputs as unknown as ContainerInputs;
    const made = await engine().createContainer(createOptions(wanted));
    try {
      await furnish(engine(), made, wanted);
    } catch (error) {
      // Nothing half made is left behind: the next attempt would find its name taken.
      await made.remove({ force: true, v: true });
      throw error;
    }
    return ready(made, wanted, await stateOf(made, inputs));
  },
  read: async (id, state, inputs) => read(engine(), id, state, inputs),
  update: async (id, olds, news) => {
    const wanted = news as unknown as ContainerInputs;
    const existing = engine().getContainer(id);
    const [before, after] = [updateOptions(olds as unknown as ContainerInputs), updateOptions(wanted)];
    if (!same("any", before as Properties, after as Properties)) await existing.update(after);
    if (wanted.mustRun && wanted.start) await start(existing);
    const kept = Object.entries(olds).filter(([key]) => !(key in news) && !isPlainInput(key));
    return (await ready(existing, wanted, await stateOf(existing, { ...Object.fromEntries(kept), ...news })))
      .state;
  },
  delete: async (id, state) => {
    const { destroyGraceSeconds, removeVolumes } = state as unknown as ContainerInputs;
    const doomed = engine().getContainer(id);
    // Without a grace it is killed at once, as with the official plugin.
    await tolerating([304, 404], doomed.stop({ t: destroyGraceSeconds ?? 0 }));
    await tolerating([404, 409], doomed.remove({ force: true, v: removeVolumes !== false }));
    await tolerating([404], doomed.wait({ condition: "removed" }));
  },
});

/** An input that nobody fills in: left out, it is gone from the state. */
const isPlainInput = (key: string): boolean => {
  const property = (containerProperties as Record<string, { computed?: boolean }>)[key];
  return property !== undefined && !property.computed;
};

async function furnish(engine: Docker, made: Docker.Container, wanted: ContainerInputs): Promise<void> {
  const first = firstNetwork(wanted);
  for (const network of wanted.networksAdvanced ?? []) {
    if (network === first) continue;
    await engine.getNetwork(network.name).connect({ Container: made.id, EndpointConfig: endpoint(network) });
  }
  for (const upload of wanted.uploads ?? []) {
    await made.putArchive(await uploadArchive(upload, new Date()), { path: "/" });
  }
  if (wanted.start) await start(made);
}

const start = (one: Docker.Container): Promise<void> => tolerating([304], one.start());

async function stateOf(one: Docker.Container, inputs: Properties): Promise<Properties> {
  const info = await one.inspect();
  // A container that ended by itself is a matter of the next refresh, not of this deployment.
  return present({ ...observed(info, inputs), mustRun: inputs.mustRun });
}

async function read(
  engine: Docker,
  id: string,
  state: Properties,
  inputs: Properties,
): Promise<Found | undefined> {
  const info = await unlessGone(engine.getContainer(id).inspect());
  if (!info) return undefined;
  const seen = observed(info, state);
  const given = Object.keys(inputs).filter((key) => seen[key] !== undefined);
  return {
    id: info.Id,
    state: seen,
    inputs: { ...inputs, ...Object.fromEntries(given.map((key) => [key, seen[key]!])) },
  };
}

/** Waits for a good health where that is asked for; the container stays for a look where it does not come. */
async function ready(
  one: Docker.Container,
  wanted: ContainerInputs,
  state: Properties,
): Promise<{ id: string; state: Properties }> {
  if (!wanted.wait || !wanted.start) return { id: one.id, state };
  const end = Date.now() + wanted.waitTimeout * 1000;
  for (;;) {
    const { State } = await one.inspect();
    if (State.Health === undefined) {
      throw new NotReadyError(
        `the container ${wanted.name} is to be waited for, and has no healthcheck`,
        one.id,
        state,
      );
    }
    if (State.Health.Status === "healthy") return { id: one.id, state };
    if (Date.now() > end) {
      const last = State.Health.Log?.at(-1)?.Output.trim() ?? "it never ran";
      const what = `the container ${wanted.name} is ${State.Status} and ${State.Health.Status}`;
      const where = `its last healthcheck said: ${last}; look with: docker logs ${wanted.name}`;
      throw new NotReadyError(`${what} after ${wanted.waitTimeout} s; ${where}`, one.id, state);
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** Resolves where the engine answers with one of these status codes: what was to be done is done. */
async function tolerating(statuses: readonly number[], work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!statuses.includes(statusOf(error) ?? 0)) throw error;
  }
}

function problems(inputs: ContainerInputs): { path: string; reason: string }[] {
  const found: { path: string; reason: string }[] = [];
  const policies = ["no", "on-failure", "always", "unless-stopped"];
  if (!policies.includes(inputs.restart)) {
    found.push({ path: "restart", reason: `must be one of ${policies.join(", ")}, is ${inputs.restart}` });
  }
  if (inputs.command?.includes("")) found.push({ path: "command", reason: "its values may not be empty" });
  const { interval, timeout, startPeriod, startInterval } = inputs.healthcheck ?? {};
  for (const [key, text] of Object.entries({ interval, timeout, startPeriod, startInterval })) {
    if (text !== undefined && nanoseconds(text) === undefined) {
      found.push({ path: `healthcheck.${key}`, reason: `must be a duration such as 10s, is ${text}` });
    }
  }
  (inputs.uploads ?? []).forEach(({ content, contentBase64, source }, index) => {
    const sources = [content, contentBase64, source].filter((one) => one !== undefined);
    if (sources.length !== 1) {
      found.push({
        path: `uploads[${index}]`,
        reason: "needs exactly one of content, contentBase64 and source",
      });
    }
  });
  return found;
}
