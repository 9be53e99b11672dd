/** Lets one piece of work at a time go on, in the order of asking: FTL's lock. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  run<T>(work: () => T | Promise<T>): Promise<T> {
    const turn = this.last.then(work);
    this.last = turn.catch(() => undefined); // Who asked for it learns of it.
    return turn;
  }
}
