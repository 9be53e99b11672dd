import { errorText } from "../../../contract/error-text";

const longest = 300;

/** A failure whose words name rows; `brief` is for who may not see these. */
export class NamingError extends Error {
  constructor(
    message: string,
    readonly brief: string,
  ) {
    super(message);
  }
}

/** A failure in words without names, and not too many of them: for the public status. */
export function briefOf(error: unknown): string {
  const { brief } = error as { readonly brief?: unknown };
  if (typeof brief === "string") return brief.slice(0, longest);
  return errorText(error).slice(0, longest);
}
