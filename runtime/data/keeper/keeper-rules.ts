import type { DataConfig } from "../../contract/data-config";
import type { KeeperRules } from "./keeper-types";

export const rulesOf = (config: DataConfig): KeeperRules => ({
  node: config.node,
  fenced: config.fenceAddress !== "",
  failback: config.failback,
  dwellMs: config.dwellSeconds * 1000,
  maxAgeMs: config.maxDataAgeSeconds * 1000,
});
