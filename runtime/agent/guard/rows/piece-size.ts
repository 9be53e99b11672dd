/** So long may DNS wait for one piece of a change, in ms: a third of the time after which it counts as silent. */
const usualPieceMs = 100;
/** What is not known yet is taken for slow: an SD card writes each row for tens of milliseconds. */
const first = 2;
/** No piece is more than so much longer than the one before. */
const growth = 2;
const most = 100;

/** How many rows go to Pi-hole at once: as many as it has just written in the time for which DNS may wait. */
export class PieceSize {
  private next = first;

  constructor(private readonly pieceMs = usualPieceMs) {}

  rows(): number {
    return this.next;
  }

  /** So many rows have taken so long. */
  took(rows: number, ms: number): void {
    const fit = Math.floor((rows * this.pieceMs) / Math.max(ms, 0.1));
    this.next = Math.max(1, Math.min(fit, rows * growth, most));
  }
}
