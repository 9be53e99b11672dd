import { keyFor } from "../../../contract/key-for";

/**
 * The key that seals what this page hands out: log-ins and permits. It is derived from the key of people's sessions, so
 * every node has it, and it changes with what opens Pi-hole.
 */
export const pageKey = (ofSessions: Buffer): Buffer => keyFor(ofSessions, "page");
