/** Steps with elapsed time on stderr, so that stdout stays free for results. */
export class Progress {
  private readonly started = Date.now();

  constructor(private readonly write: (text: string) => void = (text) => process.stderr.write(text)) {}

  /** Runs `work` as a named step; says when it began, and how long it took. */
  async step<T>(name: string, work: () => Promise<T>): Promise<T> {
    const from = Date.now();
    this.note(`${name} …`);
    const value = await work();
    this.note(`${name}: ${seconds(Date.now() - from)}`);
    return value;
  }

  note(text: string): void {
    this.write(`[${seconds(Date.now() - this.started).padStart(7)}] ${text}\n`);
  }
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
