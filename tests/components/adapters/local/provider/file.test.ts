import assert from "node:assert/strict";
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

import { file, type FileInputs } from "../../../../../components/adapters/local/provider/file";
import { sha256 } from "../../../../../runtime/files";
import { emptyRoot } from "./root";

describe("a file that a process of a local stack reads", () => {
    const root = emptyRoot();
    const inputs = (content = "[]") => ({ root: root.path, file: "networks/edge/links.json", content });
    const placed = () => path.join(root.path, "networks/edge/links.json");

    it("has the content that it is given, and then another", async () => {
        for (const content of ["[]", "[1]"]) {
            assert.deepEqual(await file.apply(inputs(content)), { found: sha256(content) });
            assert.equal(readFileSync(placed(), "utf8"), content);
        }
    });

    it("is seen as tampered with, also once a refresh has put that into the state", async () => {
        await file.apply(inputs());
        writeFileSync(placed(), "{}");
        const found = (await file.inspect({ ...inputs(), found: sha256("[]") }))!;
        assert.deepEqual(found, { found: sha256("{}") });
        assert.equal(file.isRight?.(inputs(), found), false);
    });

    it("is gone once removed, with the directories that this leaves empty, and may be removed again", async () => {
        const made = await file.apply(inputs());
        for (let i = 0; i < 2; i++) {
            await file.remove({ ...inputs(), ...made });
            assert.equal(await file.inspect({ ...inputs(), ...made }), undefined);
        }
        assert.ok(!existsSync(root.path));
    });
});

describe("a file with secrets", () => {
    const root = emptyRoot();
    const secret = (name: string) => path.join(root.path, `keys/${name}`);
    const content = "key {{STORAGE}}, again {{STORAGE}}, and {{ROUTES}}";
    const inputs = (more: Partial<FileInputs> = {}): FileInputs => ({
        root: root.path,
        file: "store/server.conf",
        content,
        secrets: { STORAGE: "keys/storage", ROUTES: "keys/routes" },
        ...more,
    });
    const placed = () => path.join(root.path, "store/server.conf");
    const made = { found: sha256(content) };
    const isRight = async () => {
        const found = (await file.inspect({ ...inputs(), ...made }))!;
        return file.isRight!(inputs(), found);
    };
    beforeEach(() => {
        mkdirSync(secret("."), { recursive: true });
        writeFileSync(secret("storage"), "hunter2");
        writeFileSync(secret("routes"), "hunter3");
    });

    it("has them in it for its owner alone, and the state has the digest of their names", async () => {
        assert.deepEqual(await file.apply(inputs()), made);
        assert.equal(readFileSync(placed(), "utf8"), "key hunter2, again hunter2, and hunter3");
        assert.equal(statSync(placed()).mode & 0o777, 0o600);
        assert.deepEqual(await file.inspect({ ...inputs(), ...made }), made);
        assert.equal(await isRight(), true);
    });

    it("is not made while one of them is gone: it would hold the name in the secret's place", async () => {
        for (const strike of [
            () => {
                rmSync(secret("routes"));
            },
            () => {
                writeFileSync(secret("routes"), "");
            },
        ]) {
            strike();
            await assert.rejects(file.apply(inputs()), {
                message: "ROUTES for store/server.conf is gone; run the update again",
            });
            assert.ok(!existsSync(placed()));
        }
    });

    const changes: readonly (readonly [string, () => void])[] = [
        [
            "it holds something else beside them",
            () => {
                appendFileSync(placed(), " more");
            },
        ],
        [
            "it holds another secret",
            () => {
                writeFileSync(placed(), "key hunter2, again hunter2, and hunter4");
            },
        ],
        [
            "one of them is another now",
            () => {
                writeFileSync(secret("storage"), "hunter5");
            },
        ],
        [
            "one of them is gone",
            () => {
                rmSync(secret("storage"));
            },
        ],
        [
            "it holds a name in the place of its secret",
            () => {
                writeFileSync(placed(), content);
            },
        ],
        [
            "one secret stands in another's place",
            () => {
                writeFileSync(placed(), "key hunter3, again hunter2, and hunter3");
            },
        ],
    ];
    for (const [what, strike] of changes) {
        it(`is seen as tampered with where ${what}, with no secret in what is said of it`, async () => {
            await file.apply(inputs());
            strike();
            assert.equal(await isRight(), false);
            assert.doesNotMatch(JSON.stringify(await file.inspect({ ...inputs(), ...made })), /hunter/);
        });
    }

    it("has a secret as it is, whatever is in it", async () => {
        for (const value of ["$&", "a$1b", "{{ROUTES}}", "line\n"]) {
            writeFileSync(secret("storage"), value);
            await file.apply(inputs());
            assert.equal(readFileSync(placed(), "utf8"), `key ${value}, again ${value}, and hunter3`);
            assert.equal(await isRight(), true, value);
        }
    });
});
