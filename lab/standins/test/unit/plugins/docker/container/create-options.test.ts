import assert from "node:assert/strict";
import { createOptions } from "../../../../../plugins/docker/container/create-options";
import type { ContainerInputs } from "../../../../../plugins/docker/container/inputs";

const inputs: ContainerInputs = {
  name: "c",
  image: "i",
  mustRun: true,
  readOnly: false,
  removeVolumes: true,
  restart: "always",
  rm: false,
  start: true,
  stdinOpen: false,
  tty: false,
  wait: false,
  waitTimeout: 60,
};
const host = (more: Partial<ContainerInputs>) => createOptions({ ...inputs, ...more }).HostConfig!;

describe("what the engine is asked for", () => {
  it("creates a container in its first network, with the address that it shall have there", () => {
    const networksAdvanced = [{ name: "lan", ipv4Address: "192.0.2.5" }, { name: "second" }];
    const options = createOptions({ ...inputs, networksAdvanced });
    assert.equal(options.HostConfig?.NetworkMode, "lan");
    assert.deepEqual(options.NetworkingConfig, {
      EndpointsConfig: { lan: { IPAMConfig: { IPv4Address: "192.0.2.5" } } },
    });
  });

  it("joins another container's network, and no other", () => {
    const options = createOptions({ ...inputs, networkMode: "container:abc" });
    assert.equal(options.HostConfig?.NetworkMode, "container:abc");
    assert.equal(options.NetworkingConfig, undefined);
  });

  it("counts memory in megabytes and a swap of -1 as none", () => {
    assert.equal(host({ memory: 64 }).Memory, 67108864);
    assert.equal(host({ memorySwap: -1 }).MemorySwap, -1);
  });

  it("binds folders and volumes, read-only where told", () => {
    const volumes = [
      { hostPath: "/etc/x", containerPath: "/x", readOnly: true },
      { volumeName: "data", containerPath: "/data" },
    ];
    assert.deepEqual(host({ volumes }).Binds, ["/etc/x:/x:ro", "data:/data:rw"]);
  });

  it("turns a healthcheck's times into nanoseconds", () => {
    const { Healthcheck } = createOptions({
      ...inputs,
      healthcheck: { tests: ["CMD", "x"], interval: "500ms", retries: 2 },
    });
    assert.deepEqual(Healthcheck, { Test: ["CMD", "x"], Interval: 5e8, Retries: 2 });
  });

  it("unmasks system paths itself: the engine does not know the option", () => {
    const { SecurityOpt, MaskedPaths } = host({
      securityOpts: ["systempaths=unconfined", "apparmor=unconfined"],
    });
    assert.deepEqual([SecurityOpt, MaskedPaths], [["apparmor=unconfined"], []]);
  });
});
