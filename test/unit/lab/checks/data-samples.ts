import type { DataState } from "../../../../runtime/contract/data-state";

/** A node that holds the data and sends it to `two`, and one that follows it. */
export const holder: DataState = {
  node: "one",
  at: 0,
  state: "holder",
  reason: "",
  since: 0,
  epoch: 1,
  writable: true,
  released: null,
  maxLagSeconds: 300,
  latest: true,
  wants: false,
  roots: [{ name: "tank/lab", newest: null, trouble: "" }],
  services: [{ name: "journal", state: "running", reason: "" }],
  replication: [{ peer: "two", snapshotAt: 1_000, lastSuccessAt: 1_000, trouble: "" }],
  kept: [],
};
export const replica: DataState = {
  ...holder,
  node: "two",
  state: "replica",
  writable: false,
  replication: [],
};
