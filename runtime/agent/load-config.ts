import { agentConfigSchema, type AgentConfig } from "../contract/agent-config";
import { loadConfigFile } from "../common/config-file";

export { ConfigError } from "../common/config-file";

/** Reads and parses agent.json. Throws ConfigError if it is missing, not JSON, or not what the schema says. */
export const loadConfig = (path: string): AgentConfig => loadConfigFile(path, agentConfigSchema);
