import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import type { BuiltImage } from "../../../tools/images/build";
import { packageRoot } from "../../../tools/package-root";

/** Builds an image of files of the repository and of bundled programs, which needs no network. */
const build = `
const { buildLayout } = require("./tools/images/build");
const { runtimePrograms } = require("./tools/images/content/program-table");
const { programs } = require("./tools/images/content/programs");
const { debian } = require("./tools/images/content/debian");
const { system } = require("./tools/images/content/system");
const { readPins } = require("./tools/images/pins/pins");
const { silent } = require("./tools");
const [, layout] = process.argv;
const layers = [system, debian("libc", ["libc6"]), programs("programs", runtimePrograms.filter(({ page }) => !page))];
const image = { title: "t", description: "d", layers, entrypoint: ["/x"] };
buildLayout({ small: image }, readPins(), layout, silent).then(built => console.log(JSON.stringify(built)));
`;

describe("a layout of images", function () {
    this.timeout(120_000);
    const root = mkdtempSync(path.join(tmpdir(), "reproducible-"));
    after(() => {
        rmSync(root, { recursive: true, force: true });
    });

    function built(name: string, mask: string, env: NodeJS.ProcessEnv) {
        const place = path.join(root, name);
        mkdirSync(place);
        const layout = path.join(place, "layout");
        const loader = path.join(packageRoot(), "build", "typescript.cjs");
        const { status, stdout, stderr } = spawnSync(
            "sh",
            ["-c", 'umask "$0"; exec "$@"', mask, process.execPath, "-r", loader, "-e", build, layout],
            {
                cwd: packageRoot(),
                encoding: "utf8",
                env: { ...process.env, ...env, MERIDIAN_CACHE: path.join(place, "cache"), TMPDIR: place },
            },
        );
        assert.equal(status, 0, stderr);
        return { images: JSON.parse(stdout) as BuiltImage[], layout };
    }

    it("has the same bytes with another path, umask, time zone and locale, and an empty cache", () => {
        const one = built("one", "022", { TZ: "Pacific/Kiritimati", LC_ALL: "C" });
        const other = built("an-other-and-longer-path", "077", { TZ: "America/Adak", LC_ALL: "et_EE.UTF-8" });
        assert.deepEqual(one.images, other.images);
        const blobs = (layout: string) => readdirSync(path.join(layout, "blobs", "sha256")).sort();
        assert.deepEqual(blobs(one.layout), blobs(other.layout));
        const index = ({ layout }: typeof one) => readFileSync(path.join(layout, "index.json"));
        assert.deepEqual(index(one), index(other));
    });
});
