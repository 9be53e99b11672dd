/** The exercises, from the gentlest on. */
export const exerciseNames = ["drain", "pihole-crash", "unplug"] as const;
export type ExerciseName = (typeof exerciseNames)[number];
