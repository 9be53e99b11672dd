/** One content of pihole.toml, and when it was written, on the agent's own clock in ms. */
interface Version {
  readonly at: number;
  readonly text: string;
}

const most = 20;
/** FTL writes the file itself as it starts, and tells its uptime to the second. */
const startTakesMs = 3_000;

/** The last contents of pihole.toml, by which a start of Pi-hole is told from what was changed after it. */
export class Versions {
  private all: readonly Version[] = [];

  add(text: string, at: number): void {
    if (this.all.at(-1)?.text !== text) this.all = [...this.all, { at, text }].slice(-most);
  }

  /** What Pi-hole was started with at that time; undefined if that is not known any more. */
  inForceAt(start: number): string | undefined {
    return this.all.filter(({ at }) => at <= start + startTakesMs).at(-1)?.text;
  }

  latest = (): string | undefined => this.all.at(-1)?.text;
}
