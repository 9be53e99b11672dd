/** Changes settle for this long before they are told; a burst that does not end is told of after `longestMs`. */
const settle = { quietMs: 40, longestMs: 250 };

/** Tells of a burst of changes once, when it is over or has lasted for long. */
export class Settling {
  private quiet: NodeJS.Timeout | undefined;
  private longest: NodeJS.Timeout | undefined;

  constructor(private readonly tell: () => void) {}

  changed(): void {
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => this.end(), settle.quietMs);
    this.longest ??= setTimeout(() => this.end(), settle.longestMs);
  }

  stop(): void {
    clearTimeout(this.quiet);
    clearTimeout(this.longest);
    this.longest = undefined;
  }

  private end(): void {
    this.stop();
    this.tell();
  }
}
