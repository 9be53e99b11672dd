import { loadFiles } from "../../components/load-files";
import type { Adoption, FoundContent } from "../../runtime/contract/adoption";
import type { CallOf } from "../frame/command-type";
import { askPerson, isConfirmed, lineOf } from "../ask-person";
import { leaderOf } from "../leader-of";
import { askLeader, buildGravity } from "./ask-leader";
import type { LogInAnswers } from "./pihole/api";
import { adoptionText, textLines } from "./adoption-text";
import { readSource } from "./source";

interface Values {
  readonly "dry-run": boolean;
  readonly yes: boolean;
  readonly "password-file": string | undefined;
  readonly json: boolean;
}

type Call = CallOf<Values>;

/** Resolves to the exit code; rejects before anything is touched, or with what stays as it was. */
export async function runAdopt(call: Call): Promise<number> {
  const { args, root, signal, note } = call;
  const source = args[0]!;
  // What is wrong with the config is told before a password is asked for.
  loadFiles(root, process.env.HA_DNS_SITE);
  note(`reading ${source} …`);
  return adoptFound(await readSource(source, wayInOf(call), signal), call);
}

/** The same with what has been read already. */
export async function adoptFound(
  found: FoundContent,
  call: CallOf<Omit<Values, "password-file">>,
): Promise<number> {
  const { values, root, signal, print, note } = call;
  const { nodes } = loadFiles(root, process.env.HA_DNS_SITE);
  note("asking the nodes who leads …");
  const leader = await leaderOf(nodes);
  note(`comparing with ${leader.plan.node.name} …`);
  const seen = await askLeader(leader, found, true);
  if (!values.json) print(adoptionText(seen, found.from));
  const dry = values["dry-run"] || seen.changes.length === 0;
  if (dry || !(values.yes || (await isConfirmed(question, { without, signal })))) {
    if (values.json) print(`${JSON.stringify(seen, null, 2)}\n`);
    return dry ? 0 : 1;
  }
  signal.throwIfAborted();
  const done = await putIn(found, leader, note);
  print(values.json ? `${JSON.stringify(done, null, 2)}\n` : textLines(done.done));
  return 0;
}

/** Ctrl-C does not interrupt it: the cluster would keep half of a state. */
async function putIn(
  found: FoundContent,
  leader: Parameters<typeof askLeader>[0],
  note: Call["note"],
): Promise<Adoption> {
  note("putting it in …");
  const done = await askLeader(leader, found, false);
  if (!done.gravity) return done;
  note("the leader downloads its lists (gravity) …");
  await buildGravity(leader);
  return { ...done, done: [...done.done, "gravity is built; the other nodes build theirs now"] };
}

const question = "Put it in? What is there now is kept, and can be put back.";
const without = "give --yes, or --dry-run to change nothing";

function wayInOf({ values, signal }: Call): LogInAnswers {
  const file = values["password-file"];
  const ask = (question: string, line: number, hidden: boolean): Promise<string> =>
    file === undefined
      ? askPerson(question, { hidden, without: "give --password-file FILE", signal })
      : Promise.resolve().then(() => lineOf(file, line));
  return {
    password: () => ask("Password of that Pi-hole's page, or an app password: ", 0, true),
    code: () => ask("Six digits of its two-factor login: ", 1, false),
  };
}
