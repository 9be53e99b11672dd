import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import type { SessionStore } from "./pihole";

/** A session's id in a file that root alone can read. */
export const sessionFile = (file: string): SessionStore => ({
  load: () => {
    try {
      return readFileSync(file, "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
  },
  save: (sid) => {
    writeFileSync(file, sid, { mode: 0o600 });
    chmodSync(file, 0o600);
  },
});
