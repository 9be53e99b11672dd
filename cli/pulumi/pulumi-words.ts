import { errorText } from "../../runtime/contract/error-text";

/**
 * What the Pulumi CLI complained of, without the frame that the Automation API puts around it (exit code, standard
 * output, standard error, and the same once more).
 */
export function pulumiWords(error: unknown): string {
  const text = errorText(error);
  const complaint = /(?:^|\n) ?stderr: ([^]*?)(?:\n ?err\?: |$)/.exec(text)?.[1];
  if (complaint === undefined) return text;
  const lines = complaint.split("\n").filter((line) => !/^Command failed with exit code/.test(line.trim()));
  return (
    lines
      .join("\n")
      .trim()
      .replace(/^error: /, "") || text
  );
}

/** Does something with Pulumi; rejects in Pulumi's own words. */
export async function inPulumiWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new Error(`pulumi: ${pulumiWords(error)}`, { cause: error });
  }
}
