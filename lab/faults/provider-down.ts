import { setProvider } from "../cluster/outside";
import type { Fault } from "./fault";

export const providerDown: Fault = {
  name: "provider-down",
  description: "the internet is gone for all nodes: names that a cache has are answered all the time",
  at: "cluster",
  effect: "no-internet",
  expect: { vip: "stays", maxOutageMs: 0, lossless: true, mayCost: "uncached names" },
  // Longer than it takes a resolver to give a query up.
  calmMs: 8_000,
  inject: () => setProvider("off"),
  heal: () => setProvider("on"),
};
