import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { errorText } from "../../contract/error-text";
import type { ZoneKey } from "../../contract/zone-key";
import type { LocalZoneFile } from "../../contract/local-zone-schema";
import type { Log } from "../../common/log";
import type { Paths } from "../agent-paths";
import { tellUnbound } from "../resolver/unbound-control";
import { replaceFile } from "../../common/text-file";
import { sign, type ToSign } from "./signer";
import { dayOf, unsignedZone, validityOf } from "./signing";
import { zoneFiles } from "./zone-files";

/** A clock that jumps can end signatures at once, so their day is checked this often. */
const usualEveryMs = 1_000;
const retryMs = 5_000;

/** The zone as this node has signed it. Times are in ms of Unix time. */
export interface LocalZoneSeen {
  readonly zone: string;
  readonly signer: number;
  readonly keys: readonly ZoneKey[];
  readonly records: number;
  /** Undefined until it has been signed. */
  readonly signed:
    | { readonly day: number; readonly until: number; readonly digest: string; readonly key: number }
    | undefined;
  /** Why the zone is not signed, or Unbound does not serve it; empty if it does. */
  readonly trouble: string;
}

interface Work {
  readonly file: LocalZoneFile;
  readonly day: number;
}

/**
 * Signs the local zone each day and whenever a deployment changes it, and has Unbound reload it without a restart.
 * The agent signs, not Unbound's container or the host: it already has the tool, the clock check and Unbound's control
 * socket. The key signs nothing but names that only this cluster trusts.
 */
export class LocalZoneSigner {
  private readonly files;
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<void> | undefined;
  private done: Work | undefined;
  private taken = false;
  private waitsUntil = -Infinity;
  private signed: LocalZoneSeen["signed"];
  private failure = "";

  constructor(
    private readonly paths: Pick<Paths, "localZone" | "localZoneKey" | "localZoneSigned" | "unboundControl">,
    private readonly options: {
      readonly log: Log;
      readonly now?: () => number;
      readonly everyMs?: number;
      readonly sign?: (what: ToSign) => Promise<string>;
      readonly tell?: (command: string) => Promise<unknown>;
    },
  ) {
    this.files = zoneFiles(
      paths,
      () => {
        this.waitsUntil = -Infinity;
        this.look();
      },
      options.log,
    );
  }

  start(): void {
    if (!this.files.start()) return this.forget();
    this.look();
    this.timer = setInterval(() => this.look(), this.options.everyMs ?? usualEveryMs);
  }

  /** Removes the zone that was signed for an earlier deployment. */
  private forget(): void {
    try {
      rmSync(this.paths.localZoneSigned, { force: true });
    } catch (error) {
      this.options.log("local-zone.not-removed", { error: errorText(error) });
    }
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.files.stop();
    await this.working;
  }

  /** Undefined if the node has no zone. */
  seen(): LocalZoneSeen | undefined {
    const file = this.files.current();
    if (!file) return undefined;
    const { zone, signer, keys, records } = file;
    const { refusal } = this.files;
    const trouble = refusal === undefined ? this.failure : errorText(refusal).slice(0, 300);
    return { zone, signer, keys, records: records.length, signed: this.signed, trouble };
  }

  private now(): number {
    return (this.options.now ?? Date.now)();
  }

  private look(): void {
    const file = this.files.current();
    if (!file || this.working || performance.now() < this.waitsUntil) return;
    const day = dayOf(this.now());
    const stands = this.done?.file === file && this.done.day === day;
    if (stands && this.taken) return;
    this.working = this.work({ file, day }, stands).finally(() => {
      this.working = undefined;
      // A deployment may have changed it meanwhile.
      if (this.files.current() !== file) this.look();
    });
  }

  private async work({ file, day }: Work, isSigned: boolean): Promise<void> {
    try {
      if (!isSigned) await this.signAnew({ file, day });
      const tell = this.options.tell ?? ((command) => tellUnbound(this.paths.unboundControl, command));
      await tell(`auth_zone_reload ${file.zone}.`);
      // Unbound's cache may hold signatures by another key, or of another day.
      await tell(`flush_zone ${file.zone}`);
      this.taken = true;
      this.failed("");
    } catch (error) {
      this.waitsUntil = performance.now() + retryMs;
      this.failed(errorText(error));
    }
  }

  private async signAnew({ file, day }: Work): Promise<void> {
    this.taken = false;
    const validity = validityOf(day);
    const text = await (this.options.sign ?? sign)({
      zone: file.zone,
      text: unsignedZone(file, day),
      keyFile: this.paths.localZoneKey,
      validity,
      scratch: `${this.paths.localZoneSigned}.unsigned`,
    });
    replaceFile(this.paths.localZoneSigned, text);
    const digest = createHash("sha256").update(text).digest("hex");
    this.signed = { day, until: validity.until, digest, key: file.signer };
    this.done = { file, day };
    this.options.log("local-zone.signed", { zone: file.zone, key: file.signer, digest: digest.slice(0, 16) });
  }

  private failed(why: string): void {
    if (why !== "" && this.failure === "") this.options.log("local-zone.failed", { error: why });
    this.failure = why;
  }
}
