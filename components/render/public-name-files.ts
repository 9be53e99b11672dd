import type { PublicNameFile } from "../../runtime/contract/public-name-schema";
import type { PublicNameValue } from "../config/public-name-keys";
import { jsonFile } from "./text";

/** public-name.json: what the agent keeps up to date. */
export function renderPublicName(value: PublicNameValue, sources: readonly string[]): string {
  const file: PublicNameFile = { ...value, sources: [...sources] };
  return jsonFile(file);
}
