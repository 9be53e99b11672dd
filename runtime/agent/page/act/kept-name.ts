/** Whether it is the name of a kept state, and nothing that a command could take for something else. */
export const isKeptName = (arg: string): boolean => /^\d{4}-\d\d-\d\dT[\d.-]+Z$/.test(arg);
