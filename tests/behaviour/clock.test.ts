import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { screening } from "../components/plan/screening";
import { compiledClock, MovedClock } from "../support/clock/moved";
import { type Call, call } from "../support/gates/client";
import { Gates } from "../support/gates/gates";
import { Issuer } from "../support/gates/tokens";
import { until } from "../support/until";

const here = "local:eu-west";
const hour = 3_600;

describe("a gate whose machine's clock is set while it runs", function () {
    this.timeout(60_000);
    const issuer = new Issuer();
    let directory: string;
    let clock: MovedClock;
    let gates: Gates | undefined;

    before(async function () {
        directory = mkdtempSync(path.join(tmpdir(), "meridian-clock-"));
        clock = new MovedClock(path.join(directory, "ahead"));
        try {
            execFileSync("cc", ["--version"], { stdio: "ignore" });
        } catch {
            // What moves Envoy's clock is compiled.
            this.skip();
        }
        const environment = { LD_PRELOAD: compiledClock(directory), ...clock.ofPrograms };
        const routing = { auth: { jwt: { issuer: issuer.name, audience: "meridian", jwks: issuer.jwks } } };
        gates = await Gates.start({ ...screening(), routing }, { environment });
    });
    after(async () => {
        await gates?.stop();
        rmSync(directory, { recursive: true, force: true });
    });
    afterEach(() => {
        clock.set(0);
    });

    const now = () => Math.floor(Date.now() / 1000);
    /** The status of an answer, with why a token was refused. */
    const asked = async (token: string): Promise<string> => {
        const ask: Call = { body: "{}", headers: { authorization: `Bearer ${token}` } };
        const { status, body } = await call(gates!, here, ask);
        return status === 401 ? `401 ${(JSON.parse(body) as { reason: string }).reason}` : String(status);
    };

    it("ahead: refuses a token that it took before, once that has expired by its clock, and takes a longer one", async () => {
        const [short, long] = [issuer.token(), issuer.token({ exp: now() + 2 * hour })];
        assert.deepEqual([await asked(short), await asked(long)], ["200", "200"]);
        clock.set(hour * 1000);
        assert.deepEqual([await asked(short), await asked(long)], ["401 expired", "200"]);
        clock.set(0);
        assert.deepEqual([await asked(short), await asked(long)], ["200", "200"]);
    });

    it("back: refuses a token that is not valid yet by its clock, and takes one that says no beginning", async () => {
        const [begins, plain] = [issuer.token({ nbf: now() }), issuer.token()];
        assert.deepEqual([await asked(begins), await asked(plain)], ["200", "200"]);
        clock.set(-hour * 1000);
        const fresh = issuer.token({ nbf: now(), sub: "bob" });
        assert.deepEqual([await asked(fresh), await asked(plain)], ["401 invalid", "200"]);
        clock.set(0);
        assert.deepEqual([await asked(fresh), await asked(plain)], ["200", "200"]);
    });

    it("answers all requests while the clock jumps, and its log has the time that it is set to", async () => {
        const token = issuer.token({ exp: now() + 4 * hour });
        for (const ahead of [0, hour, -hour, hour, 0]) {
            clock.set(ahead * 1000);
            for (let i = 0; i < 20; i++) assert.equal(await asked(token), "200");
            assert.equal((await call(gates!, here, { path: "/v2/health/ready" })).status, 200);
        }
        const times = () =>
            gates!
                .log(here)
                .filter(line => line.startsWith("{"))
                .map(line => Date.parse((JSON.parse(line) as { time: string }).time) / 1000 - now());
        await until("the log has all three", () =>
            [0, hour, -hour].every(ahead => times().some(time => Math.abs(time - ahead) < 60)),
        );
    });
});
