/** Text that is safe wherever `html` puts it. */
export class Html {
  constructor(readonly text: string) {}
}

/** `false`, `undefined` and an empty list leave nothing. */
export type Content = Html | string | number | false | undefined | readonly Content[];

/**
 * HTML in which every value is escaped, for text and for attributes in double quotes; lists are put one after
 * another. No value may stand in a script, in a style or as a name.
 */
export const html = (parts: TemplateStringsArray, ...values: readonly Content[]): Html =>
  new Html(short(parts).reduce((text, part, i) => text + part + put(values[i]), ""));

/** Without the indentation of the source. To HTML, a line's end is the same as a space. */
function short(parts: TemplateStringsArray): readonly string[] {
  const made = shortened.get(parts) ?? parts.map((part) => part.replace(/\n\s+/g, "\n"));
  shortened.set(parts, made);
  return made;
}

/** By template: each place in the source has one. */
const shortened = new WeakMap<TemplateStringsArray, readonly string[]>();

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function put(value: Content): string {
  if (value === undefined || value === false) return "";
  if (value instanceof Html) return value.text;
  if (typeof value === "object") return value.map(put).join("");
  return String(value).replace(/[&<>"']/g, (character) => escapes[character]!);
}
