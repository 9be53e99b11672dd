import { Cancelled, type Answerer } from "./answerer";
import { complaintOf } from "./init-questions";

/** Asks a person at the terminal. */
export async function terminalAsk(): Promise<Answerer> {
  const { text, confirm, log, isCancel } = await import("@clack/prompts");
  const answerOf = <T>(answer: T): Exclude<T, symbol> => {
    if (isCancel(answer)) throw new Cancelled();
    return answer as Exclude<T, symbol>;
  };
  return {
    isPerson: true,
    given: (_name, proposal) => proposal,
    text: async (name, message, proposal) =>
      answerOf(
        await text({
          message,
          ...(proposal === undefined ? {} : { initialValue: proposal }),
          validate: (given) => complaintOf(name, (given ?? "").trim()),
        }),
      ) ?? "",
    confirm: async (message) => answerOf(await confirm({ message })),
    say: (message) => log.message(message),
  };
}
