import { readFileSync } from "node:fs";

/** A key of 256 bits from its file, which holds it in hex. Throws if the file is missing or holds anything else. */
export function readKeyFile(file: string): Buffer {
  const text = readFileSync(file, "utf8").trim();
  // Not what was found: a text that is nearly a key is nearly a secret.
  if (!/^[0-9a-f]{64}$/.test(text))
    throw new Error(`${file} holds no key: expected 64 hex digits; run pulumi up for this node`);
  return Buffer.from(text, "hex");
}
