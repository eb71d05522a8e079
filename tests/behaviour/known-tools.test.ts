import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { accessSync, constants, existsSync, readdirSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

import { screening } from "../components/plan/screening";
import { call } from "../support/gates/client";
import { Gates } from "../support/gates/gates";

/**
 * What others have written to find faults in TLS and HTTP servers. They are Debian packages (testssl.sh, slowhttptest,
 * libnss-wrapper): where one is not installed its tests are not there, and `.ci/run` installs them.
 */
const testssl = onPath("testssl") ?? onPath("testssl.sh");
const slowhttptest = onPath("slowhttptest");
/** Gives a program names that no DNS has. */
const nssWrapper = ["/usr/lib", "/lib"]
    .flatMap(lib => [lib, ...(existsSync(lib) ? readdirSync(lib) : []).map(entry => path.join(lib, entry))])
    .map(folder => path.join(folder, "libnss_wrapper.so"))
    .find(existsSync);

const here = "local:eu-west";
const elsewhere = "local:eu-central";
const host = "eu.screening.example";

function onPath(program: string): string | undefined {
    return (process.env.PATH ?? "")
        .split(path.delimiter)
        .map(folder => path.join(folder, program))
        .find(file => {
            try {
                accessSync(file, constants.X_OK);
                return true;
            } catch {
                return false;
            }
        });
}

describe("known tools", function () {
    this.timeout(180_000);
    let gates: Gates;
    let place: string;

    before(async () => {
        place = await mkdtemp(path.join(tmpdir(), "tools-"));
    });
    afterEach(() => gates.stop());
    after(() => rm(place, { recursive: true, force: true }));

    if (testssl !== undefined) {
        it("testssl.sh finds TLS 1.2 and 1.3, nothing older, no weakness, and no fault but that the authority is our own", async () => {
            gates = await Gates.start(screening());
            const [found, authority] = [path.join(place, "found.json"), path.join(place, "ca.pem")];
            await writeFile(authority, gates.authority(here).ca);
            const checks = ["-p", "-s", "-f", "-S", "-P", "-U"];
            const options = ["--ip", "127.0.0.1", "--add-ca", authority, "--warnings", "off", "--quiet"];
            const at = `https://${host}:${gates.address(here).port}`;
            // Its exit code counts findings, those of certificates too.
            await promisify(execFile)(testssl, [...options, "--jsonfile", found, ...checks, at]).catch(() => undefined);
            const findings = JSON.parse(await readFile(found, "utf8")) as Finding[];
            const said = (id: string) => findings.find(finding => finding.id === id)?.finding;
            for (const old of ["SSLv2", "SSLv3", "TLS1", "TLS1_1"]) assert.equal(said(old), "not offered", old);
            for (const now of ["TLS1_2", "TLS1_3"]) assert.match(said(now) ?? "", /^offered/, now);
            for (const weakness of ["heartbleed", "CCS", "ROBOT", "CRIME_TLS", "POODLE_SSL", "SWEET32", "LOGJAM"]) {
                assert.match(said(weakness) ?? "", /not vulnerable/, weakness);
            }
            const faults = findings
                .filter(({ severity }) => ["LOW", "MEDIUM", "HIGH", "CRITICAL"].includes(severity))
                .filter(({ id }) => !ofOwnAuthority.has(id));
            assert.deepEqual(faults, []);
        });
    }

    if (slowhttptest !== undefined && nssWrapper !== undefined) {
        // The tool says no server name, so that it is shown to a gate that needs none.
        const deadlineSeconds = 8;
        const json = ["-f", "application/json"];
        for (const [what, options, ended] of [
            ["headers that never end", ["-H", "-l", "60", "-i", "4", "-x", "10"], "No open connections left"],
            [
                "bodies that never end",
                ["-B", "-l", "60", "-i", "4", "-s", "8192", "-x", "10", ...json],
                "No open connections left",
            ],
            // An answer that is on its way holds no place in the gate: the connection is ended as one that is idle.
            [
                "answers that are read byte by byte",
                ["-X", "-l", "20", "-w", "1", "-y", "2", "-n", "4", "-z", "10"],
                "Hit test time limit",
            ],
        ] as const) {
            it(`slowhttptest keeps no other client from an answer by ${what}`, async () => {
                gates = await Gates.start(
                    { ...screening(), routing: { limits: { deadlineSeconds } } },
                    { inbound: "tls" },
                );
                // Larger than answers are, and than what such a client lets itself be sent.
                for (const server of gates.allServers) {
                    server.answer = (_, response) => response.end("x".repeat(64 * 1024));
                }
                const hosts = path.join(place, "hosts");
                await writeFile(hosts, `127.0.0.1 ${host}\n`);
                const url = `https://${host}:${gates.address(here).port}/v2/models/screening/infer`;
                const all = ["-c", "300", "-r", "150", "-t", "POST", "-p", "7", ...options, "-u", url];
                const env = { ...process.env, LD_PRELOAD: nssWrapper, NSS_WRAPPER_HOSTS: hosts };
                const running = promisify(execFile)(slowhttptest, all, { env });
                const state = { over: false };
                const done = running.finally(() => (state.over = true));
                const took = { attacked: [] as number[], other: [] as number[] };
                const askOf = async (which: keyof typeof took, region: typeof here | typeof elsewhere) => {
                    const began = performance.now();
                    const { status } = await call(gates, region, { body: "{}" });
                    assert.equal(status, 200);
                    took[which].push(performance.now() - began);
                };
                do {
                    await Promise.all([askOf("attacked", here), askOf("other", elsewhere)]);
                    await new Promise(resolve => setTimeout(resolve, 200));
                } while (!state.over);
                const { stdout } = await done;
                const seen = stdout.replaceAll(/\u001b\[[0-9;]*m/g, "");
                assert.match(seen, /service available:\s+YES/);
                assert.ok(seen.includes(`Exit status: ${ended}`), seen.slice(-600));
                // A machine that is busy with something else is so for both gates, and not all the time.
                assert.ok(median(took.attacked) < Math.max(1_000, 5 * median(took.other)), JSON.stringify(took));
            });
        }
    }
});

function median(values: readonly number[]): number {
    return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

interface Finding {
    readonly id: string;
    readonly severity: string;
    readonly finding: string;
}

/** A test's certificate lasts an hour, and no list on the network says who was revoked. */
const ofOwnAuthority = new Set(["cert_expirationStatus", "cert_notAfter", "cert_revocation", "DNS_CAArecord"]);
