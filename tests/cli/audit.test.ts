import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { appendEntry } from "../../runtime/audit/trail";
import type { AuditEvent } from "../../components/watch/audit/entry";
import type { TrailFiles } from "../../components/watch/audit/trail";
import { type Ended, projectWith, type ScratchProject, validStack } from "./command";

const stackDirectory = ".meridian/stacks/dev";
const watched = `${stackDirectory}/watched.json`;
const euLog = `${stackDirectory}/cells/eu/eu-west/audit.jsonl`;
const euAnchor = `${stackDirectory}/cells/eu/eu-central/audit.anchor.json`;

const places = (cell: string, primary: string, other: string) => ({
    name: cell,
    jurisdictions: ["EU"],
    audit: { log: `cells/${cell}/${primary}/audit.jsonl`, anchors: [`cells/${cell}/${other}/audit.anchor.json`] },
});
const twoCells = {
    service: "shop",
    cells: [places("eu", "eu-west", "eu-central"), places("us", "us-east", "us-west")],
};

const ada = { user: "ada", host: "desk" };
const events: readonly (readonly [cell: string, event: AuditEvent])[] = [
    ["eu", { actor: ada, via: "up", phase: "begun", subject: "config", what: "up of stack dev" }],
    ["eu", { actor: ada, via: "up", subject: "model", region: "local:eu-west", what: "screening 2.0.0 comes" }],
    ["us", { actor: ada, via: "up", subject: "model", region: "local:us-east", what: "screening 2.0.0 comes" }],
    ["eu", { actor: ada, via: "up", phase: "done", subject: "config", what: "up of stack dev" }],
    [
        "eu",
        {
            actor: { user: "ben", host: "pager" },
            via: "query",
            subject: "logs",
            region: "local:eu-central",
            what: "raw logs",
        },
    ],
];
/** The time of an event by its place in the list. */
const timeOf = (i: number) => `2026-01-3${Math.min(i, 1)}T12:00:0${i}.000Z`;

describe("meridian audit", () => {
    let project: ScratchProject;
    beforeEach(async () => {
        project = projectWith({ "stacks/Pulumi.dev.yaml": validStack, [watched]: JSON.stringify(twoCells) });
        for (const [i, [cell, event]] of events.entries()) {
            await appendEntry(filesOf(cell), event, () => new Date(timeOf(i)));
        }
    });
    afterEach(() => {
        project.remove();
    });

    const filesOf = (cell: string): TrailFiles => {
        const { log, anchors } = twoCells.cells.find(({ name }) => name === cell)!.audit;
        const at = (file: string) => path.join(project.root, stackDirectory, file);
        return { cell, log: at(log), anchors: anchors.map(at) };
    };
    const audit = (...argv: string[]) => project.ask(["audit", ...argv]);
    const linesIn = (file: string) => project.read(file).split("\n").slice(0, -1);
    const rewrite = (file: string, lines: readonly string[]) => {
        project.write(file, lines.map(line => `${line}\n`).join(""));
    };

    describe("show", () => {
        it("shows who changed what in which region of all cells, by time", async () => {
            assert.deepEqual(await audit("show"), {
                code: 0,
                stderr: "",
                stdout: `time                      cell  region            who        via       what
2026-01-30T12:00:00.000Z  eu                      ada@desk   up begun  up of stack dev
2026-01-31T12:00:01.000Z  eu    local:eu-west     ada@desk   up        screening 2.0.0 comes
2026-01-31T12:00:02.000Z  us    local:us-east     ada@desk   up        screening 2.0.0 comes
2026-01-31T12:00:03.000Z  eu                      ada@desk   up done   up of stack dev
2026-01-31T12:00:04.000Z  eu    local:eu-central  ben@pager  query     raw logs
`,
            });
        });

        it("leaves the column of cells out where one is asked for", async () => {
            const { stdout } = await audit("show", "--cell", "us");
            assert.equal(
                stdout,
                `time                      region         who       via  what
2026-01-31T12:00:02.000Z  local:us-east  ada@desk  up   screening 2.0.0 comes
`,
            );
        });

        const selections: Readonly<Record<string, readonly number[]>> = {
            "": [0, 1, 2, 3, 4],
            "--cell eu": [0, 1, 3, 4],
            "--region local:eu-west": [1],
            "--subject config": [0, 3],
            "--since 2026-01-31": [1, 2, 3, 4],
            "--since 2026-01-31T12:00:03": [3, 4],
            "--since 2026-01-31T13:00:02+01:00": [2, 3, 4],
            "--last 2": [3, 4],
            "--last 100": [0, 1, 2, 3, 4],
            "--subject model --last 1": [2],
            "--subject samples": [],
        };
        for (const [said, shown] of Object.entries(selections)) {
            it(`picks what is asked for: ${said || "all"}`, async () => {
                const { code, stdout } = await audit("show", "--json", ...said.split(" ").filter(Boolean));
                const { stack, whole, entries } = JSON.parse(stdout) as {
                    stack: string;
                    whole: boolean;
                    entries: { time: string; what: string; hash: string }[];
                };
                assert.deepEqual([code, stack, whole], [0, "dev", true]);
                assert.deepEqual(
                    entries.map(({ time }) => time),
                    shown.map(timeOf),
                );
                assert.ok(entries.every(({ what, hash }) => what !== "" && hash.startsWith("sha256:")));
            });
        }

        it("takes a time without a zone for one in UTC, whatever the machine's zone is", async () => {
            const zone = { TZ: "America/New_York" };
            const { stdout } = await project.ask(["audit", "show", "--json", "--since", "2026-01-31T12:00:03"], zone);
            const { entries } = JSON.parse(stdout) as { entries: { time: string }[] };
            assert.deepEqual(
                entries.map(({ time }) => time),
                [3, 4].map(timeOf),
            );
        });

        it("says that there are none", async () => {
            assert.deepEqual(await audit("show", "--subject", "samples"), {
                code: 0,
                stdout: "no entries\n",
                stderr: "",
            });
        });

        it("shows what can be read of a trail that is not whole, says so, and ends with 1", async () => {
            rewrite(euLog, linesIn(euLog).with(1, "no entry"));
            const { code, stdout, stderr } = await audit("show", "--cell", "eu");
            assert.equal(code, 1);
            assert.equal(stdout.split("\n").length, 5);
            assert.equal(stderr, "eu: not whole, 1 finding; see `meridian audit verify`\n");
            const { whole } = JSON.parse((await audit("show", "--cell", "eu", "--json")).stdout) as { whole: boolean };
            assert.equal(whole, false);
        });
    });

    describe("verify", () => {
        it("says of each cell how far its trail goes and that it is whole, and ends with 0", async () => {
            assert.deepEqual(await audit("verify"), {
                code: 0,
                stderr: "",
                stdout: `eu: 4 entries, the last of ${timeOf(4)}: whole\nus: 1 entry, the last of ${timeOf(2)}: whole\n`,
            });
        });

        it("says the same as JSON", async () => {
            const { code, stdout } = await audit("verify", "--json", "--cell", "us");
            const [line = ""] = linesIn(`${stackDirectory}/cells/us/us-east/audit.jsonl`);
            assert.equal(code, 0);
            assert.deepEqual(JSON.parse(stdout), {
                stack: "dev",
                whole: true,
                cells: [
                    {
                        cell: "us",
                        log: `${stackDirectory}/cells/us/us-east/audit.jsonl`,
                        whole: true,
                        entries: 1,
                        last: { seq: 1, time: timeOf(2), hash: (JSON.parse(line) as { hash: string }).hash },
                        findings: [],
                        notes: [],
                    },
                ],
            });
        });

        it("says of a finding where it is, what it is and what to do, and ends with 1", async () => {
            rewrite(
                euLog,
                linesIn(euLog).with(1, linesIn(euLog)[1]!.replace("2.0.0 comes", "1.0.0 comes")).slice(0, 3),
            );
            assert.deepEqual(await audit("verify"), {
                code: 1,
                stdout: `us: 1 entry, the last of ${timeOf(2)}: whole\n`,
                stderr: `${euLog}:2 changed: its hash is not that of what it says [changed]
    compare the line, and the one before it, with a copy of the log that was kept elsewhere, and find out who could write here
${euAnchor} cut: the log ends with entry 3, and went to entry 4 on ${timeOf(4)}: without entry 4 [cut]
    take them from a copy of the log that was kept elsewhere, and find out who could write here; what is written next goes on after the gap
eu: 2 entries, the last of ${timeOf(3)}: not whole, 2 findings
`,
            });
        });

        const foundIn = ({ stdout }: Ended) => {
            const { cells } = JSON.parse(stdout) as {
                cells: { findings: { kind: string; line?: number; remedy: string }[]; notes: { kind: string }[] }[];
            };
            const { findings, notes } = cells[0]!;
            for (const { remedy } of findings) assert.match(remedy, /\w/);
            return [...findings, ...notes].map(({ kind, line }: { kind: string; line?: number }) =>
                line === undefined ? kind : `${line} ${kind}`,
            );
        };
        const ofUs = () => linesIn(`${stackDirectory}/cells/us/us-east/audit.jsonl`)[0]!;
        const tamperings: Readonly<Record<string, readonly [does: (lines: readonly string[]) => void, found: string]>> =
            {
                "a changed line": [
                    lines => {
                        rewrite(euLog, lines.with(0, lines[0]!.replace("ada", "eve")));
                    },
                    "1 changed",
                ],
                "a removed line": [
                    lines => {
                        rewrite(euLog, lines.toSpliced(1, 1));
                    },
                    "2 missing",
                ],
                "lines in another order": [
                    lines => {
                        rewrite(euLog, [lines[0]!, lines[2]!, lines[1]!, lines[3]!]);
                    },
                    "3 reordered",
                ],
                "a repeated line": [
                    lines => {
                        rewrite(euLog, [...lines, lines[3]!]);
                    },
                    "5 duplicated",
                ],
                "a line that is no entry": [
                    lines => {
                        rewrite(euLog, ["{}", ...lines]);
                    },
                    "1 not-an-entry",
                ],
                "an entry of another cell": [
                    lines => {
                        rewrite(euLog, [...lines, ofUs()]);
                    },
                    "5 foreign",
                ],
                "a cut end": [
                    lines => {
                        rewrite(euLog, lines.slice(0, 2));
                    },
                    "cut",
                ],
                "a removed log": [
                    () => {
                        rmSync(path.join(project.root, euLog));
                    },
                    "cut",
                ],
                "a removed anchor": [
                    () => {
                        rmSync(path.join(project.root, euAnchor));
                    },
                    "anchor-missing",
                ],
                "an emptied anchor": [
                    () => {
                        project.write(euAnchor, "");
                    },
                    "anchor-unreadable",
                ],
                "the anchor of another cell": [
                    () => {
                        project.write(euAnchor, project.read(`${stackDirectory}/cells/us/us-west/audit.anchor.json`));
                    },
                    "anchor-mismatch",
                ],
            };
        for (const [what, [does, found]] of Object.entries(tamperings)) {
            it(`finds ${what}`, async () => {
                does(linesIn(euLog));
                const ended = await audit("verify", "--json", "--cell", "eu");
                assert.deepEqual([ended.code, foundIn(ended)], [1, [found]]);
            });
        }

        it("finds a log that was rewritten, and one that was continued by another writer", async () => {
            const other = { cell: "eu", log: path.join(project.root, "made", "audit.jsonl"), anchors: [] };
            const [[, event]] = events as [(typeof events)[number]];
            for (const entries of [4, 6]) {
                while (linesInOf(other.log).length < entries) await appendEntry(other, event);
                writeFileSync(filesOf("eu").log, readFileSync(other.log));
                const ended = await audit("verify", "--json", "--cell", "eu");
                assert.deepEqual([ended.code, foundIn(ended)], [1, ["4 anchor-mismatch"]]);
            }
        });

        it("notes what a killed process leaves, and ends with 0", async () => {
            project.write(euLog, `${project.read(euLog)}{"actor":`);
            const { code, stdout, stderr } = await audit("verify", "--cell", "eu");
            assert.deepEqual([code, stderr], [0, ""]);
            assert.equal(
                stdout,
                `eu: 4 entries, the last of ${timeOf(4)}: whole
    ${euLog}:5 torn: 9 bytes of a line, by a writer that was stopped as it wrote
`,
            );
        });

        it("says that nothing was written yet", async () => {
            project.write(watched, JSON.stringify({ service: "shop", cells: [places("jp", "tokyo", "osaka")] }));
            assert.deepEqual(await audit("verify"), { code: 0, stdout: "jp: no entries yet: whole\n", stderr: "" });
        });
    });

    describe("can't be run", () => {
        const refused: readonly (readonly [argv: string, message: RegExp])[] = [
            ["verfy", /^unknown command audit verfy; did you mean verify\?; `meridian audit --help` shows/],
            ["delete", /^unknown command audit delete; `meridian audit --help`/],
            ["-s dev", /^audit needs show or verify before -s;/],
            ["show dev", /^unexpected argument dev; did you mean --stack dev\?/],
            ["verify --region local:eu-west", /^unknown option --region/],
            ["show --subject modell", /^there is no subject modell; did you mean model\?/],
            ["show --subject x", /^there is no subject x; there are model, data-rule, config, traffic, logs, samples/],
            ["show --region eu-west", /^--region is <cloud>:<region>, as in local:eu-west, not eu-west/],
            ["show --since yesterday", /^--since is a date or a time in UTC, as in 2026-01-31 .* not yesterday/],
            ["show --since 2026-13-01", /^--since is a date/],
            ["show --last 0", /^--last is a number of entries, 1 or more, not 0/],
            ["verify --cell ue", /^there is no audit trail of a cell "ue"; there are those of eu, us/],
            ["show --cell eus", /^there is no audit trail of a cell "eus"; did you mean eu\?/],
        ];
        for (const [said, message] of refused) {
            it(`as ${said}`, async () => {
                const { code, stdout, stderr } = await audit(...said.split(" "));
                assert.deepEqual([code, stdout], [2, ""]);
                assert.match(stderr, message);
            });
        }

        it("without saying what to do: shows the usage", async () => {
            const { code, stdout, stderr } = await audit();
            assert.deepEqual([code, stdout], [2, ""]);
            assert.match(stderr, /^usage: meridian audit show /);
            assert.deepEqual(JSON.parse((await audit("--json")).stdout), {
                error: "audit needs show or verify before --json",
            });
        });

        it("where the stack is not up", async () => {
            rmSync(path.join(project.root, watched));
            const { code, stdout, stderr } = await audit("verify", "--json");
            const error = `stack dev is not up, or keeps no audit trail: there is no ${watched}; set audit: true in meridian:observability, and run \`pulumi up\``;
            assert.deepEqual([code, JSON.parse(stdout), stderr], [2, { error }, `${error}\n`]);
        });

        it("where the stack keeps no trail", async () => {
            project.write(watched, JSON.stringify({ service: "shop", cells: [{ name: "eu" }] }));
            const { code, stderr } = await audit("show");
            assert.equal(code, 2);
            assert.match(stderr, /^stack dev keeps no audit trail; set audit: true in meridian:observability/);
        });

        it("where what the stack watches, or a log, can't be read", async () => {
            rmSync(path.join(project.root, euLog));
            project.write(`${euLog}/a-directory`, "");
            const unreadable = await audit("verify");
            assert.deepEqual([unreadable.code, unreadable.stdout], [2, ""]);
            assert.match(unreadable.stderr, /eu-west\/audit\.jsonl can't be read: illegal operation on a directory/);
            for (const [text, why] of [
                ["{", /watched\.json can't be read: .*JSON.*; run `pulumi up` to rewrite it/],
                ['{"service":"shop","cells":[{"name":1}]}', /watched\.json can't be read: cells\.0\.name: /],
            ] as const) {
                project.write(watched, text);
                const { code, stderr } = await audit("verify");
                assert.equal(code, 2);
                assert.match(stderr, why);
            }
        });
    });
});

function linesInOf(file: string): string[] {
    try {
        return readFileSync(file, "utf8").split("\n").slice(0, -1);
    } catch {
        return [];
    }
}
