import type { Key } from "./key";

/** docs/config.md: every key, from the schema. */
export function configDocument(keys: Readonly<Record<string, Key>>): string {
  const row = ([name, key]: [string, Key]): string =>
    `| \`${name}\` | ${key.scope} | ${cell(key.expected)} | ${defaultOf(key)} | ${code(key.example)} |`;
  const rows = Object.entries(keys).map(row);
  return `# Config keys

Written by \`npm run docs\` from \`components/config/\`. Do not edit it.

| key | of | expected | default | example |
|---|---|---|---|---|
${rows.join("\n")}
`;
}

const cell = (text: string): string => text.replaceAll("|", "\\|");
const code = (text: string): string => `\`${cell(text)}\``;

function defaultOf(key: Key): string {
  if (key.optional) return "none";
  if (key.default === undefined) return "required";
  return code(
    typeof key.default === "string" && key.default !== "" ? key.default : JSON.stringify(key.default),
  );
}
