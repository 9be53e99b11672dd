import { readFileSync } from "node:fs";
import { z } from "zod";
import { agentConfigSchema, type AgentConfig } from "../contract/agent-config";

/** A configuration that the agent cannot run with; its message names the file and every problem in it. */
export class ConfigError extends Error {}

/** Reads and parses agent.json. Throws ConfigError where it is missing, not JSON, or not what the schema says. */
export function loadConfig(path: string): AgentConfig {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new ConfigError(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const parsed = agentConfigSchema.safeParse(value);
  if (!parsed.success) throw new ConfigError(`${path}:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
