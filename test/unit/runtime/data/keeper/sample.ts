import type { DataState } from "../../../../../runtime/contract/data-state";

/** A holder whose peer has all of it, at 1 000 000 ms. */
export const holder: DataState = {
  node: "pi1",
  at: 1_000_000,
  state: "holder",
  reason: "",
  since: 900_000,
  maxLagSeconds: 300,
  epoch: 3,
  latest: true,
  wants: false,
  writable: true,
  released: null,
  roots: [{ name: "tank/srv", newest: { name: "ha-dns_x", guid: "1", createdAt: 970_000 }, trouble: "" }],
  services: [{ name: "journal", state: "running", reason: "" }],
  replication: [{ peer: "pi2", snapshotAt: 970_000, lastSuccessAt: 980_000, trouble: "" }],
  kept: [],
};
