import { open, rename } from "node:fs/promises";
import type { Log } from "../../common/log";
import { errorText } from "../../contract/error-text";
import { parsed } from "../../common/json";
import { readText } from "../../common/text-file";
import { emptyLedger, ledgerSchema, type Ledger } from "./ledger";

/**
 * The ledger on disk. What was told has to be there: else nobody tells that it is over after a restart. A card can take
 * seconds to write, so nobody waits for it; of several versions that wait, the last one is written.
 */
export class LedgerFile {
  private waiting: string | undefined;
  private writing: Promise<void> | undefined;
  private written = "";
  private trouble = "";

  constructor(
    private readonly file: string,
    private readonly log: Log,
  ) {}

  load(): Ledger {
    const text = readText(this.file);
    return (text === undefined ? undefined : ledgerSchema.safeParse(parsed(text)).data) ?? emptyLedger;
  }

  save(ledger: Ledger): void {
    const text = `${JSON.stringify(ledger)}\n`;
    if (text === this.written) return;
    this.written = text;
    this.waiting = text;
    this.writing ??= this.write().finally(() => (this.writing = undefined));
  }

  /** Resolves when all is on the disk. */
  async settled(): Promise<void> {
    await this.writing;
  }

  private async write(): Promise<void> {
    while (this.waiting !== undefined) {
      const text = this.waiting;
      this.waiting = undefined;
      try {
        const temporary = `${this.file}.new`;
        const handle = await open(temporary, "w", 0o600);
        try {
          await handle.writeFile(text);
          await handle.sync();
        } finally {
          await handle.close();
        }
        await rename(temporary, this.file);
        this.trouble = "";
      } catch (error) {
        const trouble = errorText(error);
        if (trouble !== this.trouble) this.log("notify.not-kept", { error: trouble });
        this.trouble = trouble;
      }
    }
  }
}
