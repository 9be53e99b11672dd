import { replaceFile } from "../common/text-file";

/** Replaces a file in one step, and returns when a power cut can no longer take it back. Throws if it cannot. */
export const replaceDurably = (file: string, text: string): void => replaceFile(file, text, 0o644, true);
