import { existsSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import type { Log } from "../../common/log";
import { errorText } from "../../contract/error-text";

/** Both from the one file: TLS takes from it what it needs. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/**
 * Reads a key and a certificate, one PEM file, and reads it again when it has changed. The first of the files that is
 * there counts. One that is absent, half written or of no use is told once, and looked for on; the last good one stays in
 * use.
 */
export class CertificateFile {
  private timer: NodeJS.Timeout | undefined;
  private looking = false;
  private taken = "";
  private trouble = "";

  constructor(
    private readonly files: readonly string[],
    /** Throws if they are no key and certificate, or not each other's. */
    private readonly take: (certificate: Certificate) => void,
    private readonly log: Log,
    private readonly everyMs: number,
  ) {}

  /** Resolves after the first look. */
  async start(): Promise<void> {
    this.timer = setInterval(() => void this.look(), this.everyMs);
    await this.look();
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /** Looks now. Never rejects. */
  async look(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    const file = this.files.find((each) => existsSync(each)) ?? this.files[0] ?? "";
    try {
      const { ino, size, mtimeMs } = await stat(file);
      const version = `${file} ${ino} ${size} ${mtimeMs}`;
      if (version !== this.taken) {
        const pem = await readFile(file, "utf8");
        if (this.timer === undefined) return;
        this.take({ key: pem, cert: pem });
        this.taken = version;
        this.log("guard.certificate-taken", { file });
      }
      this.trouble = "";
    } catch (error) {
      this.tell(file, errorText(error));
    } finally {
      this.looking = false;
    }
  }

  private tell(file: string, trouble: string): void {
    if (trouble !== this.trouble) {
      this.log("guard.certificate-awaited", { file, error: trouble });
    }
    this.trouble = trouble;
  }
}
