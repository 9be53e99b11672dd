import assert from "node:assert/strict";
import fc from "fast-check";
import { parseRequest } from "../../../runtime/data/serve/parse-request";
import { explore, oddText, type Target } from "../explore";

const word = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom(
      ..."zfs zpool get receive -H -p -Hpd -A -s -o 1 -t snapshot guid,creation used name value".split(" "),
      ..."receive_resume_token syncoid:sync feature@extensible_dataset command -v mbuffer echo -n exit".split(
        " ",
      ),
      ..."ps -Ao args= prepare confirm tank tank/a 'tank/a' tank/../etc 2>&1 -F | ; && > * ~ # ! \\".split(
        " ",
      ),
    ),
  },
  { weight: 1, arbitrary: oddText() },
);
const command = fc
  .array(fc.tuple(word, fc.constantFrom(" ", " ", " ", "  ", "\t", "\n", "")), { maxLength: 10 })
  .map((parts) => parts.flat().join(""));

/** Datasets and properties as ZFS has them, and what its command takes for an option nowhere but in front. */
const plainDataset = /^[A-Za-z0-9][A-Za-z0-9_.:-]*(\/[A-Za-z0-9_.:-]+)*$/;
const plainWord = /^[A-Za-z0-9_.:@,/-]+$/;

export const serve: Target = {
  about: "the command that a peer gives to sshd for replication",
  run: (limits) =>
    explore(
      fc.property(command, (text) => {
        const request = parseRequest(text);
        if (request === undefined) return;
        // What a shell would act on is nowhere in what was taken, but for one redirection at the end.
        assert.doesNotMatch(text.trim().replace(/ 2>&1$/, ""), /[$`;&|<>(){}*?!~#"\\\0]/);
        switch (request.kind) {
          case "prepare":
          case "confirm":
          case "nothing":
          case "program":
            return;
          case "ask":
            assert.match(request.of, plainDataset);
            for (const arg of request.args) assert.match(arg, plainWord);
            assert.equal(request.args[0], "get");
            return;
          case "snapshots":
          case "receive":
          case "abandon":
            assert.match(request.dataset, plainDataset);
        }
      }),
      limits,
    ),
};
