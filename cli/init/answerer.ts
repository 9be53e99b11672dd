import { complaintOf, flagOf, questions, type InitAnswers, type QuestionName } from "./init-questions";
import { UsageError } from "../frame/command-type";

/** Somebody who answers: a person at a terminal, or a file of answers. */
export interface Answerer {
  /** Resolves to an answer that the question accepts. */
  text(name: QuestionName, message: string, proposal?: string): Promise<string>;
  /** The answer that was given beforehand, or else the proposal. Not asked, because hardly anybody has to change it. */
  given(name: QuestionName, proposal: string): string;
  /** Whether to go on. A person is asked; who answers by a file has said yes beforehand. */
  confirm(message: string): Promise<boolean>;
  /** Whether a person answers, who has read what `say` printed. */
  readonly isPerson: boolean;
  /** Says something. */
  say(message: string): void;
}

/** A person has pressed Ctrl-C at a question. */
export class Cancelled extends Error {}

/** A question without an answer and without a proposal. */
export class Unanswered extends UsageError {
  constructor(readonly question: QuestionName) {
    super(
      `ha-dns init: --${flagOf(question)} is missing: ${questions[question].help}. ` +
        `Expected ${questions[question].expected}; as a flag, or as ${question}: in the file of --answers.`,
    );
  }
}

/** Takes every proposal, and throws Unanswered if there is none. */
export const takingProposals = (say: (message: string) => void): Answerer => ({
  text(name, _message, proposal) {
    if (proposal === undefined) return Promise.reject(new Unanswered(name));
    return Promise.resolve(proposal);
  },
  given: (_name, proposal) => proposal,
  confirm: () => Promise.resolve(true),
  isPerson: false,
  say,
});

/** Asks only for what is not in `given`. Calls `onAnswer` with all answers so far after each answer. */
export function answering(
  given: InitAnswers,
  ask: Answerer,
  onAnswer: (answers: InitAnswers) => void,
): Answerer {
  const answers: Partial<Record<QuestionName, string>> = { ...given };
  return {
    ...ask,
    given: (name, proposal) => answers[name] ?? proposal,
    async text(name, message, proposal) {
      const before = answers[name];
      if (before !== undefined) return before;
      const answer = (await ask.text(name, message, proposal)).trim();
      const complaint = complaintOf(name, answer);
      if (complaint !== undefined) throw new UsageError(`${name}: found ${answer}; ${complaint}`);
      answers[name] = answer;
      onAnswer(answers);
      return answer;
    },
  };
}
