import { chmodSync, writeFileSync } from "node:fs";
import { readText } from "../../common/text-file";
import type { SessionStore } from "./pihole-client";

/** A session's id in a file that root alone can read. */
export const sessionFile = (file: string): SessionStore => ({
  load: () => readText(file),
  save: (sid) => {
    writeFileSync(file, sid, { mode: 0o600 });
    chmodSync(file, 0o600);
  },
});
