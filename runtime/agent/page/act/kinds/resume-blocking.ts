import { errorText } from "../../../../contract/error-text";
import type { ActionKind } from "../action-kind";

export const resumeBlockingKind: ActionKind = {
  id: "resume-blocking",
  at: "leader",
  answers: "",
  label: () => "Block again",
  isOffered: ({ blocking }) => blocking === "off",
  says: () => "All nodes block again what the lists say.",
  refused: ({ name, leads }) => (leads ? "" : `${name} does not lead now.`),
  movesVip: false,
  run: async ({ pihole }) => {
    try {
      await pihole.ask({ method: "POST", path: "/api/dns/blocking", body: { blocking: true, timer: null } });
      return { good: true, words: ["All nodes block again."] };
    } catch (error) {
      return { good: false, words: [errorText(error)] };
    }
  },
};
