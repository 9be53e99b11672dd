import { fail, reply, type Endpoint } from "./exchange";

interface Context {
  readonly allowDestructive: () => boolean;
  readonly restart: (reason: string) => void;
}

/** /api/action/restartdns. */
export const actionEndpoints = (context: Context): Endpoint[] => [
  {
    method: "POST",
    path: "action/restartdns",
    auth: true,
    handle: () =>
      context.allowDestructive()
        ? { ...reply(200, { status: "success" }), after: () => context.restart("API action request") }
        : fail(
            403,
            "forbidden",
            "Restarting DNS is not allowed",
            "Check setting webserver.api.allow_destructive",
          ),
  },
];
