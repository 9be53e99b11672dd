import type { Resource } from "../common/resource";
import { stringMap } from "../common/shape";
import type { Properties } from "../common/values";
import { bcrypt } from "./bcrypt";
import { impossible, password, type PasswordRules } from "./password";

const least = { shape: "number", replaces: true, default: 0 } as const;
const on = { shape: "boolean", replaces: true, default: true } as const;
/** `number` is the old name of `numeric`: whichever is given, the state holds both. */
const eitherName = { shape: "boolean", replaces: true, computed: true } as const;

/** `random.RandomPassword`: made once, kept in the state, replaced when any input changes. */
export const randomPassword: Resource = {
  properties: {
    keepers: { shape: stringMap, replaces: true },
    length: { shape: "number", replaces: true, required: true },
    lower: on,
    upper: on,
    special: on,
    number: eitherName,
    numeric: eitherName,
    minLower: least,
    minUpper: least,
    minNumeric: least,
    minSpecial: least,
    overrideSpecial: { shape: "string", replaces: true },
  },
  outputs: ["result", "bcryptHash"],
  secret: ["result", "bcryptHash"],
  verify: (inputs) => {
    const reason = impossible(rules(inputs));
    return reason ? [{ path: "length", reason }] : [];
  },
  create: async (_name, inputs) => {
    const result = password(rules(inputs));
    const numeric = rules(inputs).numeric;
    return {
      id: "none",
      state: { ...inputs, number: numeric, numeric, result, bcryptHash: bcrypt(result) },
    };
  },
  read: async (id, state, inputs) => ({ id, state, inputs }),
  update: async (_id, olds, news) => ({ ...olds, ...news }),
  delete: async () => undefined,
};

const rules = (inputs: Properties): PasswordRules =>
  ({ ...inputs, numeric: inputs.numeric ?? inputs.number ?? true }) as unknown as PasswordRules;
