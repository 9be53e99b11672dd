/** At most three failed logins a second; a fourth attempt in that second is refused, whatever its password. */
export class LoginLimit {
  private second = -1;
  private failures = 0;

  constructor(private readonly now: () => number) {}

  /** Whether an attempt may be made now. */
  allows(): boolean {
    return this.second !== Math.floor(this.now()) || this.failures < 3;
  }

  failed(): void {
    const second = Math.floor(this.now());
    if (second !== this.second) this.failures = 0;
    this.second = second;
    this.failures++;
  }
}
