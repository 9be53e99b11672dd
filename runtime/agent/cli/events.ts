import * as z from "zod";
import { statusPort } from "../../contract/files";
import { eventSchema, type ClusterEvent } from "../events/event";
import { noAgent, type Print } from "./control";

const deadlineMs = 5_000;
const answerSchema = z.object({ events: z.array(eventSchema) });

/** Asks the agent of this node what happened. Rejects if it does not answer. */
async function askEvents(port = statusPort): Promise<ClusterEvent[]> {
  const signal = AbortSignal.timeout(deadlineMs);
  const response = await fetch(`http://127.0.0.1:${port}/events`, { signal });
  if (!response.ok) throw new Error(`/events answered ${response.status}`);
  return answerSchema.parse(await response.json()).events;
}

/** Prints what happened lately on all nodes, the newest last. Resolves to the exit code. */
export async function showEvents(json: boolean, print: Print, ask = askEvents): Promise<number> {
  let events: ClusterEvent[];
  try {
    events = await ask();
  } catch (error) {
    print(json ? JSON.stringify({ error: noAgent(error) }) : noAgent(error));
    return 1;
  }
  if (json) print(JSON.stringify(events));
  else if (events.length === 0) print("nothing has happened yet");
  else events.forEach((event) => print(eventWords(event)));
  return 0;
}

/** For people, a line each, in this host's time. */
function eventWords({ at, node, severity, text, by }: ClusterEvent): string {
  const mark = severity === "info" ? " " : "!";
  const who = by === "" ? "" : ` (${by})`;
  return `${new Date(at).toLocaleString("sv")} ${mark} ${node}: ${text}${who}`;
}
