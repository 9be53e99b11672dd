import * as z from "zod";
import { parsed } from "../../../../common/json";
import type { ActionKind, Choice } from "../action-kind";
import { isKeptName } from "../kept-name";

const states = z.array(z.object({ name: z.string(), at: z.string().optional(), why: z.string().optional() }));

export const restoreKind: ActionKind = {
  id: "restore",
  at: "node",
  answers: "",
  label: (node) => `Put back what ${node} had`,
  isOffered: ({ state }) => state !== "silent",
  says: () =>
    "The leader takes these lists and settings, and the others follow it. What it has now is kept first.",
  refused: ({ name, state }, { nodes }, arg) => {
    if (state === "silent") return `${name} does not answer.`;
    if (!nodes.some(({ leads }) => leads)) return "No node leads now, so nobody could take it.";
    return arg === undefined || isKeptName(arg) ? "" : "There is no such state.";
  },
  choices: () => [],
  look: async (ask, arg) => {
    if (arg !== "") return { choices: [{ arg, label: "Put it back" }], words: await ask("difference", arg) };
    const { data = [] } = states.safeParse(parsed((await ask("kept-states", "")).join("\n")));
    const none = "Nothing is kept: sync has changed nothing on this node.";
    return { choices: data.map(choice), words: data.length === 0 ? [none] : [] };
  },
  movesVip: false,
  namesRows: true,
  run: ({ command }, name) => command("sync", "restore", name),
};

const choice = ({ name, at, why }: z.infer<typeof states>[number]): Choice => ({
  arg: name,
  label: at ? `${at.slice(0, 16).replace("T", " ")} UTC: ${why}` : name,
});
