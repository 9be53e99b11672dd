import type { DataConfig } from "../../contract/data-config";
import type { Rules } from "./keeper";

export const rulesOf = (config: DataConfig): Rules => ({
  node: config.node,
  fenced: config.fenceAddress !== "",
  failback: config.failback,
  dwellMs: config.dwellSeconds * 1000,
  maxAgeMs: config.maxDataAgeSeconds * 1000,
});
