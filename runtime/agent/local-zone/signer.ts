import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { replaceFile } from "../../common/text-file";
import { timestamp } from "./signing";

const longestMs = 20_000;
const longest = 32 * 1024 * 1024;

export interface ToSign {
  readonly zone: string;
  /** A zone file. */
  readonly text: string;
  /** The file with the private key, whose name ends with `.private`. */
  readonly keyFile: string;
  readonly validity: { readonly from: number; readonly until: number };
  /** Path of a temporary file. */
  readonly scratch: string;
}

/** Signs a zone by ldns-signzone. Resolves to a zone file: the same bytes for the same input. Rejects with its stderr. */
export async function sign({ zone, text, keyFile, validity, scratch }: ToSign): Promise<string> {
  replaceFile(scratch, text, 0o600);
  const args = [
    ["-i", timestamp(validity.from)],
    ["-e", timestamp(validity.until)],
    ["-o", zone],
    ["-f", "-"],
    [scratch, keyFile.replace(/\.private$/, "")],
  ].flat();
  try {
    return await new Promise((resolve, reject) => {
      execFile(
        "ldns-signzone",
        args,
        { timeout: longestMs, maxBuffer: longest, encoding: "utf8" },
        (error, out, said) => {
          if (error) reject(new Error(`ldns-signzone: ${said.trim().slice(-500) || error.message}`));
          else resolve(out);
        },
      );
    });
  } finally {
    rmSync(scratch, { force: true });
  }
}
