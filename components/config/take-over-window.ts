/** What a busy host or switch may hold an advert back without a node taking over, in seconds. */
export const shortestWindow = 0.05;
/** The same for a wireless interface. */
export const shortestWirelessWindow = 0.3;

/** Whether a window is too short. 5 x 0.01 is a little less than 0.05 in binary, and 3 x 0.1 a little more than 0.3. */
export const isTooShort = (windowSeconds: number, shortest: number): boolean =>
  windowSeconds <= shortest - 1e-9;

/** What is expected of the window with a wireless interface, and how to get it. */
export const wirelessWindow = {
  expected: `at least ${shortestWirelessWindow} s: an access point holds frames back for longer than a switch does`,
  fix: "pulumi config set advertInterval 0.1, and pulumi config set missedAdverts 5",
};
