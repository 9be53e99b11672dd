import type { Query } from "../../../../../runtime/agent/history/query";

export const sample = (id: number, over: Partial<Query> = {}): Query => ({
  node: "pi1",
  id,
  at: 1_700_000_000_000_000 + id * 1_000,
  type: "A",
  status: "FORWARDED",
  domain: `d${id % 7}.example.com`,
  client: "192.168.8.20",
  clientName: "phone",
  upstream: "192.168.8.253#5335",
  reply: "IP",
  took: 1_500,
  ...over,
});

/** FTL's two databases, as far as /api/queries shows them: in memory, and what of it is on disk. */
export class FakeFtl {
  memory: Query[] = [];
  private disk: Query[] = [];
  /** Of its clock, in microseconds. */
  clock = 1_700_000_000_000_000;
  asked = 0;

  constructor(private readonly node = "pi1") {}

  answer(count = 1): void {
    for (let i = 0; i < count; i++) {
      this.clock += 1_000;
      this.memory.push(sample(this.last() + 1, { node: this.node, at: this.clock }));
    }
  }

  flush(): void {
    this.disk = [...this.memory];
  }

  /** An orderly end writes all of it to the disk first; a crash does not. */
  restart(how: "orderly" | "crash"): void {
    if (how === "orderly") this.flush();
    this.memory = [...this.disk];
  }

  /** Pi-hole's own retention. */
  forget(count: number): void {
    this.memory = this.memory.slice(count);
  }

  deleteDatabase(): void {
    this.memory = [];
    this.disk = [];
  }

  head = (): Promise<number | undefined> => {
    this.asked++;
    return Promise.resolve(this.last() < 0 ? undefined : this.last());
  };

  downFrom = (cursor: number, most: number): Promise<Query[]> => {
    this.asked++;
    if (cursor > this.last()) return Promise.reject(new Error("Cursor larger than largest database index"));
    const found = this.memory.filter(({ id }) => id <= cursor);
    return Promise.resolve(found.reverse().slice(0, most));
  };

  first = (): Promise<Query | undefined> => Promise.resolve(this.memory[0]);

  private last = (): number => this.memory.at(-1)?.id ?? this.disk.at(-1)?.id ?? -1;
}
