/** Bytes that all requests together may hold in memory. */
export class Room {
  private used = 0;

  constructor(private readonly bytes: number) {}

  /** Says if there was room for so many more; what was taken has to be given back. */
  take(bytes: number): boolean {
    if (this.used + bytes > this.bytes) return false;
    this.used += bytes;
    return true;
  }

  give(bytes: number): void {
    this.used -= bytes;
  }
}
