import assert from "node:assert/strict";

import { usage as drill } from "../../cli/commands/drill";
import { usage as hub } from "../../cli/commands/hub";
import { usage as validate } from "../../cli/commands/validate";
import { wrapped } from "../../cli/wrap";

const text = `usage: meridian thing [-s <stack>]
                      [--json]

Does a thing, and says so at some length, in a paragraph that has lines of its own
as it is wide.

  -s, --stack <name>   the stack (default: the only one that there is in the project)
      --json           as JSON

exit codes: 0 all is well
`;

describe("a usage text", () => {
    it("is unchanged where it fits, and where the width of the terminal is unknown", () => {
        assert.equal(wrapped(text, 100), text);
        assert.equal(wrapped(text, undefined), text);
        assert.equal(wrapped(text, 10), text);
    });

    it("is refilled in a narrow terminal, and continues the description of an option below its first word", () => {
        assert.equal(
            wrapped(text, 50),
            `usage: meridian thing [-s <stack>] [--json]

Does a thing, and says so at some length, in a
paragraph that has lines of its own as it is wide.

  -s, --stack <name>   the stack (default: the
                       only one that there is in
                       the project)
      --json           as JSON

exit codes: 0 all is well
`,
        );
    });

    for (const [name, usage] of Object.entries({ drill, hub, validate })) {
        it(`of ${name} fits 80 columns, and says the same`, () => {
            const narrow = wrapped(usage, 80);
            const tooLong = narrow.split("\n").filter(line => line.length > 80);
            assert.deepEqual(tooLong, []);
            const words = (of: string) => of.split(/\s+/);
            assert.deepEqual(words(narrow), words(usage));
        });
    }
});
