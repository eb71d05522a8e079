import assert from "node:assert/strict";

import { programSection, type Program } from "../../../../../../components/adapters/local/provider/supervisor/program";

describe("a program's section in supervisord's configuration", () => {
    const program: Program = {
        name: "screening-eu-eu-west-gate",
        command: ["/opt/envoy", "-c", "gate/bootstrap.json"],
        environment: { PORT: "20000", MODEL_NAME: "screening" },
        log: "cells/eu/eu-west/logs/gate.log",
    };
    const line = (key: string, more: Partial<Program>) =>
        programSection({ ...program, ...more })
            .split("\n")
            .find(line => line.startsWith(`${key}=`));

    it("says name, command, environment and log, the environment in an order of its own", () => {
        const section = programSection(program);
        assert.match(section, /^\[program:screening-eu-eu-west-gate\]\n/);
        assert.equal(line("command", {}), 'command="/opt/envoy" "-c" "gate/bootstrap.json"');
        assert.equal(line("environment", {}), 'environment=MODEL_NAME="screening",PORT="20000"');
        assert.equal(line("stdout_logfile", {}), "stdout_logfile=cells/eu/eu-west/logs/gate.log");
        const { MODEL_NAME, PORT } = program.environment;
        assert.equal(programSection({ ...program, environment: { MODEL_NAME: MODEL_NAME!, PORT: PORT! } }), section);
    });

    it("keeps the program running, restarts it with back-off, and ends what it has started with it", () => {
        const section = programSection(program);
        for (const setting of ["autostart=true", "autorestart=true", "stopasgroup=true", "killasgroup=true"]) {
            assert.ok(section.split("\n").includes(setting), setting);
        }
        assert.match(section, /^startretries=\d{2,}$/m);
        assert.match(section, /^stdout_logfile_maxbytes=\d+MB$/m);
    });

    it("ends it by TERM, or by what it takes for that itself", () => {
        assert.equal(line("stopsignal", {}), "stopsignal=TERM");
        assert.equal(line("stopsignal", { stopSignal: "USR2" }), "stopsignal=USR2");
    });

    it("keeps spaces and commas together, and percent signs as they are", () => {
        assert.equal(
            line("command", { command: ["/my checkouts/100%/main.js"] }),
            'command="/my checkouts/100%%/main.js"',
        );
        assert.equal(line("environment", { environment: { A: "1,B=2" } }), 'environment=A="1,B=2"');
    });

    for (const [what, text] of [
        ["a quote", 'a"b'],
        ["a backslash", "a\\b"],
        ["a line break", "a\nautostart=false"],
        ["a carriage return", "a\rb"],
        ["what begins a comment", "/checkouts/ours #2/main.js"],
        ["what begins the other kind of comment", "a ;b"],
    ] as const) {
        it(`is refused for ${what}, which supervisord can't be given`, () => {
            for (const more of [{ command: [text] }, { environment: { A: text } }]) {
                assert.throws(
                    () => programSection({ ...program, ...more }),
                    error => error instanceof Error && error.message.includes(JSON.stringify(text)),
                );
            }
        });
    }
});
