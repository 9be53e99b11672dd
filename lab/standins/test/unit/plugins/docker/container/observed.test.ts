import assert from "node:assert/strict";
import type { ContainerInspectInfo } from "dockerode";
import { observed } from "../../../../../plugins/docker/container/observed";
import type { Properties } from "../../../../../plugins/common/values";

const inspected = (host: object, config: object, running = true) =>
  ({
    Name: "/c",
    Image: "sha256:11",
    State: { Running: running, ExitCode: 137 },
    HostConfig: { RestartPolicy: { Name: "always", MaximumRetryCount: 0 }, ...host },
    Config: { Image: "named:1", Cmd: ["run"], ...config },
    NetworkSettings: { Networks: {} },
  }) as unknown as ContainerInspectInfo;
const state: Properties = { name: "c", image: "named:1", mustRun: true, restart: "always" };

describe("what a refresh sees of a container", () => {
  it("keeps an image spelled as it was given, by name or by id", () => {
    assert.equal(observed(inspected({}, {}), state).image, "named:1");
    assert.equal(observed(inspected({}, {}), { ...state, image: "sha256:11" }).image, "sha256:11");
    assert.equal(observed(inspected({}, {}), { ...state, image: "sha256:00" }).image, "sha256:11");
  });

  it("calls a stopped container one that must not run", () => {
    assert.equal(observed(inspected({}, {}), state).mustRun, true);
    const stopped = observed(inspected({}, {}, false), state);
    assert.deepEqual([stopped.mustRun, stopped.exitCode], [false, 137]);
  });

  it("sees limits and a restart policy that were changed by hand", () => {
    const changed = observed(inspected({ RestartPolicy: { Name: "no" }, Memory: 67108864 }, {}), state);
    assert.deepEqual([changed.restart, changed.memory], ["no", 64]);
  });

  it("keeps durations that say the same, and the healthcheck's fields that were asked for", () => {
    const health = { Healthcheck: { Test: ["CMD", "x"], Interval: 9e10, Retries: 3 } };
    const healthcheck = { tests: ["CMD", "x"], interval: "1m30s" };
    assert.deepEqual(observed(inspected({}, health), { ...state, healthcheck }).healthcheck, healthcheck);
    const other = { tests: ["CMD", "x"], interval: "10s" };
    assert.deepEqual(
      observed(inspected({}, health), { ...state, healthcheck: other }).healthcheck,
      healthcheck90,
    );
  });

  it("leaves environment and labels as they were given: the image adds its own", () => {
    const seen = observed(inspected({}, { Env: ["A=1", "PATH=/bin"] }), { ...state, envs: ["A=1"] });
    assert.deepEqual(seen.envs, ["A=1"]);
  });
});

const healthcheck90 = { tests: ["CMD", "x"], interval: "90s" };
