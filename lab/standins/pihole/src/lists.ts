import type { Endpoint, Reply } from "./api/exchange";
import { tableEndpoints } from "./api/tables/endpoints";
import { Turns } from "./api/turns";
import { blockedNames, mostGravityNames, nothingBlocked, type BlockedNames } from "./dns/blocked";
import { countAll, failedCounts, noCounts, type Counts } from "./gravity/counts";
import { GravityDatabase } from "./gravity/database";
import { log } from "./log";

interface Context {
  readonly file: string;
  readonly whileDnsWaits: (ms: number, work: () => Reply) => Promise<Reply>;
  /** Answers may be different now. */
  readonly changed: () => void;
  /** Whether the next change of a row meets a locked database; absent: none does. */
  readonly isLocked?: () => boolean;
}

/** How often it is looked whether gravity has swapped the file, in ms. */
const lookEvery = 100;

/** Pi-hole's lists: groups, lists, domains and clients, in gravity.db. */
export class Lists {
  readonly database: GravityDatabase;
  private readonly turns = new Turns();
  private looking: NodeJS.Timeout | undefined;
  private saidTooMany = false;

  constructor(private readonly context: Context) {
    this.database = new GravityDatabase(context.file);
  }

  get endpoints(): Endpoint[] {
    const { whileDnsWaits, changed, isLocked = () => false } = this.context;
    return tableEndpoints({ database: this.database, turns: this.turns, whileDnsWaits, changed, isLocked });
  }

  /** For `zerosMs` nothing is counted or told: so does FTL after a start. */
  open(zerosMs = 0): void {
    this.database.start(zerosMs);
    this.looking = setInterval(() => {
      try {
        if (this.database.follow()) this.context.changed();
      } catch (error) {
        log("ERROR", `gravity.db: ${String(error)}`);
      }
    }, lookEvery);
  }

  close(): void {
    clearInterval(this.looking);
    this.database.close();
  }

  /** What FTL counts: zeros until it has, and what says that it failed. */
  counts(): Counts {
    if (!this.database.counted) return noCounts;
    try {
      return countAll(this.database.handle);
    } catch {
      return failedCounts; // The list endpoints say what is wrong.
    }
  }

  /** What is to be answered as blocked; nothing where the database cannot be read. */
  blocked(): BlockedNames {
    try {
      const names = blockedNames(this.database.content);
      if (names.gravity === undefined && !this.saidTooMany) {
        log("WARNING", `Gravity has more than ${mostGravityNames} names: the stand-in blocks none of them`);
      }
      this.saidTooMany = names.gravity === undefined;
      return names;
    } catch (error) {
      log("ERROR", `gravity.db: ${String(error)}`);
      return nothingBlocked;
    }
  }
}
