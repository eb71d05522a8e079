import assert from "node:assert/strict";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";

import { packageRoot } from "../../../tools/package-root";
import { runIn } from "../../cli/command";
import { drill, drillThatSaid, startDrill } from "../../support/drill";
import { Issuer } from "../../support/gates/tokens";
import { untilHealthy } from "../../support/healthy";
import { LocalStack } from "../../support/local-stack";
import { stackConfig } from "../../support/stack-config";

describe("a drill that is stopped", function () {
    this.timeout(400_000);
    let stack: LocalStack;

    before(async () => {
        const issuer = new Issuer();
        const jwt = { issuer: issuer.name, audience: "meridian", jwks: issuer.jwks };
        stack = await LocalStack.prepare({ ...stackConfig({ withUs: false }), "meridian:routing": { auth: { jwt } } });
        await stack.up();
        const inAnHour = Math.floor(Date.now() / 1000) + 3600;
        writeFileSync(path.join(stack.project, "token"), `${issuer.token({ exp: inAnHour })}\n`);
    });
    beforeEach(() => untilHealthy(stack));
    after(() => stack.dispose());

    const stateOf = async (name: RegExp) =>
        (await stack.supervisor.programs()).filter(one => name.test(one.name)).map(({ statename }) => statename);
    /** The stack's callers are asked for one. */
    const token = ["--token-file", "token"];
    const journal = () => {
        const directory = path.join(stack.root, "faults");
        return existsSync(directory) ? readdirSync(directory) : [];
    };

    /** Starts a drill, and returns once it has broken what it breaks. */
    const broken = (...argv: readonly string[]) =>
        drillThatSaid(stack, /keeps them down|stand still/, ...argv, ...token);

    it("heals before it ends, when it is interrupted", async () => {
        const { child, ended } = await broken("region-down", "--region", "local:eu-west");
        assert.deepEqual(new Set(await stateOf(/eu-west/)), new Set(["STOPPED"]));
        child.kill("SIGINT");
        const { code, stderr } = await ended;
        assert.equal(code, 130, stderr);
        assert.match(stderr, /interrupted: healing first[^]*healed\n$/);
        assert.deepEqual(new Set(await stateOf(/./)), new Set(["RUNNING"]));
        assert.deepEqual(journal(), []);
    });

    it("is healed by the next drill, when it was killed", async () => {
        const { child, ended } = await broken("region-down", "--region", "local:eu-west");
        child.kill("SIGKILL");
        await ended;
        assert.deepEqual(new Set(await stateOf(/eu-west/)), new Set(["STOPPED"]));
        assert.equal(journal().length, 1);
        // Its verdict is another test's claim: so short a spell leaves a busy machine no time to recover in.
        const next = await drill(stack, "bad-release", "--seconds", "6", ...token);
        assert.match(next.stderr, /healed local:eu-west of cell eu, which a drill region-down had left broken/);
        assert.deepEqual(journal(), []);
    });

    it("is healed by the next `npm run local`, when it was killed", async () => {
        const { child, ended } = await broken("slow-region", "--region", "local:eu-west");
        child.kill("SIGKILL");
        await ended;
        const run = path.join(packageRoot(), "dist", "cli", "local", "run.js");
        const script = `void require(${JSON.stringify(run)}).run(["up", "-s", ${JSON.stringify(stack.name)}], process.cwd()).then(code => process.exit(code))`;
        const { code, stderr } = await runIn(stack.project, ["-e", script], { HOME: process.env.HOME });
        assert.equal(code, 0, stderr);
        assert.match(stderr, /healed local:eu-west of cell eu, which a drill slow-region had left broken/);
        assert.deepEqual(journal(), []);
        // None of them stands still any more.
        await untilHealthy(stack);
    });

    it("is left alone by another one while it runs, which ends with 2", async () => {
        const { child, ended } = await broken("slow-region");
        const { child: other, ended: refused } = startDrill(stack, "region-down", "--json");
        const { code, stdout } = await refused;
        assert.equal(code, 2);
        assert.match(
            (JSON.parse(stdout) as { error: string }).error,
            new RegExp(`^the drill slow-region is being run on stack test by process ${child.pid ?? 0}; wait for it`),
        );
        assert.notEqual(other.pid, child.pid);
        assert.equal(journal().length, 1);
        assert.equal(child.exitCode, null);
        child.kill("SIGTERM");
        assert.equal((await ended).code, 143);
        assert.deepEqual(journal(), []);
        assert.deepEqual(new Set(await stateOf(/./)), new Set(["RUNNING"]));
    });

    it("is not begun where the stack is not well, which ends with 2 and says what is wrong", async () => {
        await stack.supervisor.stop("screening-eu-eu-west-gate");
        try {
            const { code, stderr } = await startDrill(stack, "region-down", ...token).ended;
            assert.equal(code, 2);
            assert.match(
                stderr,
                /the stack is unhealthy, [^]*process screening-eu-eu-west-gate: stopped[^]*run `pulumi up`/,
            );
            assert.deepEqual(journal(), []);
        } finally {
            await stack.supervisor.start("screening-eu-eu-west-gate");
        }
    });
});
