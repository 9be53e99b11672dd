import * as z from "zod";

/** history.json: for how long, and in how many bytes, the nodes keep the query history. Absent if they keep none. */
export const historyFileSchema = z.object({
  days: z.number().int().positive(),
  megabytes: z.number().int().positive(),
});

export type HistoryFile = z.infer<typeof historyFileSchema>;
