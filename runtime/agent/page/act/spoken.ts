import type { Print } from "../../cli/control";
import type { Done } from "./action-kind";

/** What a command prints, and whether it succeeds, as an action's outcome. */
export async function spoken(command: (print: Print) => Promise<number>): Promise<Done> {
  const words: string[] = [];
  const code = await command((text) => words.push(text));
  return { good: code === 0, words };
}
