/**
 * Keep auto-updaters away: an image changes by a deployment, which drains the node first. A pod that is made again has
 * another id, and the containers that join it cannot start. Watchtower, Ouroboros, Diun and WUD read these.
 */
export const autoUpdaterLabels: Readonly<Record<string, string>> = {
  "com.centurylinklabs.watchtower.enable": "false",
  "com.ouroboros.enable": "false",
  "diun.enable": "false",
  "wud.watch": "false",
};
