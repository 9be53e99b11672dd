export interface LineOptions<Answer> {
  readonly deadlineMs: number;
  /** The answer if there is none by then. */
  readonly late: Answer;
  /** The answer if so many are waited for already. */
  readonly busy: Answer;
  readonly mostWaiting: number;
}

/** The doors' end of a line to their agent: asks, and waits for the answer. */
export class AgentLine<Question, Answer> {
  private readonly waiting = new Map<number, (answer: Answer) => void>();
  private last = 0;

  constructor(
    private readonly send: (id: number, question: Question) => void,
    private readonly options: LineOptions<Answer>,
  ) {}

  /** Never rejects. */
  ask = (question: Question): Promise<Answer> => {
    const { deadlineMs, late, busy, mostWaiting } = this.options;
    if (this.waiting.size >= mostWaiting) return Promise.resolve(busy);
    const id = ++this.last;
    return new Promise((resolve) => {
      const end = (answer: Answer): void => {
        clearTimeout(timer);
        this.waiting.delete(id);
        resolve(answer);
      };
      const timer = setTimeout(() => end(late), deadlineMs);
      this.waiting.set(id, end);
      this.send(id, question);
    });
  };

  heard(id: number, answer: Answer): void {
    this.waiting.get(id)?.(answer);
  }
}
