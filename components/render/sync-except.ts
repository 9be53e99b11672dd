/** sync-except.json: the settings of Pi-hole's that this cluster's nodes keep each for itself. */
export const renderSyncExcept = (settings: readonly string[]): string =>
  `${JSON.stringify([...new Set(settings)].sort())}\n`;
