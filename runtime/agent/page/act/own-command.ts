import { execFile } from "node:child_process";
import type { Done } from "./action-kind";

/** A whole state that is put back is some thousand requests, with pauses. */
const deadlineMs = 10 * 60_000;
const longest = 4 * 1024 * 1024;

/** Runs this very program with a command of `ha-dns`, as a person at the host would. Never rejects. */
export const ownCommand = (...words: readonly string[]): Promise<Done> =>
  new Promise((resolve) => {
    const options = { timeout: deadlineMs, maxBuffer: longest };
    execFile(process.execPath, [process.argv[1]!, ...words], options, (error, stdout, stderr) => {
      const said = `${stdout}${stderr}`.trim();
      resolve({ good: error === null, words: said === "" && error ? [error.message] : said.split("\n") });
    });
  });
