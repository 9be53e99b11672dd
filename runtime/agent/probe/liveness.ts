/** An answer this old still says that Pi-hole lives, in ms: DNS probes end about every 100 ms. */
const fresh = 300;

/**
 * Whether a Pi-hole whose DNS is silent is busy or dead. While it writes many rows, or looks through many names, it
 * answers no question for a while; its web server, which is the same process, answers all that time. One that hangs
 * or has died answers neither.
 */
export class Liveness {
  private answeredAt = -Infinity;
  private asking = false;

  /** `ask` resolves if the web server answers, and rejects if it does not within a moment. */
  constructor(
    private readonly ask: () => Promise<unknown>,
    private readonly now: () => number,
  ) {}

  /** DNS is slow: asks the web server, unless that is under way. */
  suspect(): void {
    if (this.asking) return;
    this.asking = true;
    this.ask()
      .then(
        () => (this.answeredAt = this.now()),
        () => (this.answeredAt = -Infinity),
      )
      .finally(() => (this.asking = false));
  }

  lives(): boolean {
    return this.now() - this.answeredAt <= fresh;
  }
}
