import { command, common } from "../frame/command-type";
import { exerciseNames } from "./exercise-names";

export const gamedayCommand = command({
  name: "gameday",
  summary: "practise failures on the real cluster, one after the other, and measure what clients notice",
  details: `Before each exercise it says what it does to which node, and asks. It refuses if the cluster is not healthy, and
waits until it is again. It asks the VIP from this machine all the while. docs/gameday.md says what to expect.`,
  options: {
    only: {
      type: "string",
      value: "EXERCISE",
      choices: exerciseNames,
      multiple: true,
      help: `one of ${exerciseNames.join(", ")}; may be given several times (all of them)`,
    },
    yes: { type: "boolean", help: "ask nothing, and skip what needs a person's hand" },
    json: common.json,
  },
  endsItself: true,
  run: async (call) => (await import("./run.js")).runGameday(call),
});
