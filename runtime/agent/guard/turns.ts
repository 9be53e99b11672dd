/** Work that must not overlap, one after the other for each key. */
export class Turns<Key extends object> {
  private readonly last = new WeakMap<Key, Promise<void>>();

  /** Runs `work` when all earlier work of `key` has ended. `work` must not reject. */
  take(key: Key, work: () => Promise<void>): Promise<void> {
    const turn = (this.last.get(key) ?? Promise.resolve()).then(work);
    this.last.set(key, turn);
    return turn;
  }
}
