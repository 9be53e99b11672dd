/** How long DNS may wait for one piece of a change, in ms: a third of the time after which DNS counts as silent. */
const usualPieceMs = 100;
/** The first piece is small: a slow SD card takes tens of milliseconds for each row. */
const first = 2;
/** A piece is at most so many times as long as the one before. */
const growth = 2;
const most = 100;

/** How many rows go to Pi-hole at once: as many as it writes, by the last piece, in the time that DNS may wait. */
export class PieceSize {
  private next = first;

  constructor(private readonly pieceMs = usualPieceMs) {}

  rows(): number {
    return this.next;
  }

  /** Notes how long the last piece took. */
  took(rows: number, ms: number): void {
    const fit = Math.floor((rows * this.pieceMs) / Math.max(ms, 0.1));
    this.next = Math.max(1, Math.min(fit, rows * growth, most));
  }
}
