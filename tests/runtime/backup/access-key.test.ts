import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";

import { readAccessKey } from "../../../runtime/backup/environment";
import { folder } from "../fetch/fetched";

describe("the access key of a bucket, in its file", () => {
    const file = path.join(folder(), "access-key");
    const read = (content: string) => {
        writeFileSync(file, content);
        return readAccessKey(file);
    };

    it("is an id and a secret, with or without an end of line", () => {
        for (const end of ["", "\n", "\r\n"]) {
            assert.deepEqual(read(`AKIAEXAMPLE:a+secret/with=signs${end}`), {
                accessKeyId: "AKIAEXAMPLE",
                secretAccessKey: "a+secret/with=signs",
            });
        }
    });

    for (const [what, content] of Object.entries({
        "is empty": "",
        "has an id alone": "AKIAEXAMPLE",
        "has a secret alone": ":wJalrXUtnFEMI",
        "has no secret": "AKIAEXAMPLE:",
        "has several lines": "AKIAEXAMPLE:wJalrXUtnFEMI\nAKIAOTHER:wJalrXUtnFEMI",
        "is a file of profiles": "[default]\naws_secret_access_key = wJalrXUtnFEMI",
    })) {
        it(`is refused where the file ${what}, without a word of its content`, () => {
            assert.throws(
                () => read(content),
                ({ message }: Error) => {
                    const wanted = "expected <id>:<secret>; set the secret of the config again";
                    assert.equal(message, `${file} holds no access key, ${wanted}`);
                    return true;
                },
            );
        });
    }
});
