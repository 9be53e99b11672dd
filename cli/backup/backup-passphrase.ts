import { UsageError } from "../frame/command-type";
import { askPerson, lineOf } from "../ask-person";

export const passphraseOption = {
  type: "string",
  value: "FILE",
  help: "the backup's passphrase is the first line of FILE; it is asked for otherwise",
} as const;

const shortest = 12;

/** The passphrase of a backup: of a file, or asked for; twice if it is a new one, since nothing opens it otherwise. */
export async function backupPassphrase(
  file: string | undefined,
  signal: AbortSignal,
  isNew: boolean,
): Promise<string> {
  const asking = { hidden: true, without: "give --passphrase-file FILE", signal };
  const word = file === undefined ? await askPerson("Passphrase of the backup: ", asking) : lineOf(file, 0);
  if (!isNew) return word;
  if (word.length < shortest)
    throw new UsageError(`the passphrase has ${word.length} characters; expected ${shortest} or more`);
  if (file === undefined && (await askPerson("Once more: ", asking)) !== word)
    throw new UsageError("these were two different passphrases; nothing is written");
  return word;
}
