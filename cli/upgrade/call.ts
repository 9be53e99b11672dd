import type { CallOf } from "../frame/command-type";

interface UpgradeValues {
  readonly to: string | undefined;
  readonly back: boolean;
  readonly soak: string | undefined;
  readonly canary: string | undefined;
  readonly "without-watch": boolean;
  readonly "dry-run": boolean;
  readonly yes: boolean;
  readonly json: boolean;
}
export type UpgradeCall = CallOf<UpgradeValues>;
