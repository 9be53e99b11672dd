import { contentAt, placeText, type Aside, type AsidePlace } from "../model/aside";
import type { SyncState } from "../model/sync-state";

/** What is refused is tried again after this long, and each time after twice as long. */
const again = { firstMs: 60_000, longestMs: 60 * 60_000 };
/** So many rounds in a row Pi-hole may say that it did what it did not: a gravity run takes a write with it. */
const doubts = 3;

interface Entry {
  readonly aside: Aside;
  /** What the leader had there: another content is tried at once. */
  readonly content: string | undefined;
  readonly tries: number;
  readonly dueAt: number;
}

/** What this node's own Pi-hole does not take, and when it is tried again. */
export class AsideBook {
  private entries = new Map<string, Entry>();
  private suspects = new Map<string, number>();

  constructor(private readonly now: () => number) {}

  all(): Aside[] {
    return [...this.entries.values()].map(({ aside }) => aside);
  }

  places(): string[] {
    return [...this.entries.keys()];
  }

  /** Those that are not to be tried now. */
  resting(leader: SyncState): string[] {
    const now = this.now();
    return [...this.entries]
      .filter(([, { aside, content, dueAt }]) => now < dueAt && contentAt(leader, aside) === content)
      .map(([place]) => place);
  }

  /** A round has ended that left `hidden` alone, and in which these were refused: what is neither is well again. */
  settle(refused: readonly Aside[], hidden: ReadonlySet<string>, leader: SyncState): void {
    const now = this.now();
    const kept = [...this.entries].filter(
      ([place, { aside, content }]) => hidden.has(place) && contentAt(leader, aside) === content,
    );
    const added = refused.map((aside): [string, Entry] => {
      const tries = (this.entries.get(placeText(aside))?.tries ?? 0) + 1;
      const waitMs = Math.min(again.longestMs, again.firstMs * 2 ** Math.min(tries - 1, 10));
      const content = contentAt(leader, aside);
      return [placeText(aside), { aside, content, tries, dueAt: now + waitMs }];
    });
    this.entries = new Map([...kept, ...added]);
  }

  /** These differ though Pi-hole said that it has done them; gives those of which it has said so again and again. */
  doubted(places: readonly AsidePlace[]): Aside[] {
    const counts = new Map(
      places.map((place) => [placeText(place), (this.suspects.get(placeText(place)) ?? 0) + 1]),
    );
    this.suspects = counts;
    return places
      .filter((place) => counts.get(placeText(place))! >= doubts)
      .map((place) => ({ ...place, why: "Pi-hole says that it is done, and has it otherwise" }));
  }

  /** Nothing differs. */
  trusted(): void {
    this.suspects.clear();
  }

  forget(): void {
    this.entries.clear();
    this.suspects.clear();
  }
}
