/** Random numbers that a seed decides (mulberry32). Not for secrets. */
export class Dice {
  constructor(private state: number) {}

  /** From 0 to 1, 1 excluded. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  /** One of `values`. Throws if there is none. */
  pick<T>(values: readonly T[]): T {
    if (values.length === 0) throw new Error("a choice among nothing");
    return values[this.whole(0, values.length - 1)]!;
  }
}
