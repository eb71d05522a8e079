import assert from "node:assert/strict";

import { accessKeyForm } from "../../../../components/plan/store/access-key";

describe("an access key in a secret", () => {
    it("is an id and, after a colon, a secret, which may have further colons", () => {
        const partsOf = (text: string) => accessKeyForm.exec(text)?.slice(1);
        assert.deepEqual(partsOf("AKIA1:a/b+c:d="), ["AKIA1", "a/b+c:d="]);
        for (const text of ["AKIA1", ":secret", "AKIA1:", "AKIA1: secret", "AKIA1:se cret", "AKIA1:secret\n"]) {
            assert.equal(partsOf(text), undefined, text);
        }
    });
});
