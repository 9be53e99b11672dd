import type { DataConfig } from "../../../../runtime/contract/data-config";

/** A node alone with its data, on loopback. */
export const sampleDataConfig: DataConfig = {
  node: "pi1",
  host: "127.0.0.1",
  interface: "lo",
  gateway: "127.0.0.1",
  fenceAddress: "",
  peers: [],
  roots: [],
  replication: { intervalMinutes: 1, jitterSeconds: 0, deadlineSeconds: 280, sshPort: 22 },
  maxDataAgeSeconds: 900,
  maxLagSeconds: 300,
  failback: "automatic",
  dwellSeconds: 10,
  services: [],
};
