import { readFile, stat } from "node:fs/promises";
import type { Log } from "../log";

/** Both from the one file: TLS takes from it what it needs. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/**
 * Reads Pi-hole's key and certificate, one PEM file, and reads it again when it has changed. One that is absent,
 * half written or of no use is told once, and looked for on; the last good one stays in use.
 */
export class CertificateFile {
  private timer: NodeJS.Timeout | undefined;
  private looking = false;
  private taken = "";
  private trouble = "";

  constructor(
    private readonly file: string,
    /** Throws where they are no key and certificate, or not each other's. */
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
    try {
      const { ino, size, mtimeMs } = await stat(this.file);
      const version = `${ino} ${size} ${mtimeMs}`;
      if (version !== this.taken) {
        const pem = await readFile(this.file, "utf8");
        if (this.timer === undefined) return;
        this.take({ key: pem, cert: pem });
        this.taken = version;
        this.log("guard.certificate-taken", { file: this.file });
      }
      this.trouble = "";
    } catch (error) {
      this.tell(error instanceof Error ? error.message : String(error));
    } finally {
      this.looking = false;
    }
  }

  private tell(trouble: string): void {
    if (trouble !== this.trouble) {
      this.log("guard.certificate-awaited", { file: this.file, error: trouble });
    }
    this.trouble = trouble;
  }
}
