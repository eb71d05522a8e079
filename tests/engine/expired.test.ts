import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";

import { issue } from "../../runtime/certifier/certificates";
import { replaceFile } from "../../runtime/files";
import { inference } from "../support/cell-under-test";
import { CellClient } from "../support/client";
import { untilHealthy } from "../support/healthy";
import { HubClient } from "../support/hub-client";
import { failed, Load, type Outcome, tally } from "../support/load";
import type { LocalStack } from "../support/local-stack";
import { sharedStack } from "../support/shared-stack";
import { undisturbed } from "../support/undisturbed";
import { until } from "../support/until";

const region = "local:eu-central";
/** Longer than a region needs to leave traffic, which it does half a minute before the end. */
const validSeconds = 40;
const day = 86_400;

describe("a gate's certificate that ends while no update can renew it", function () {
    this.timeout(400_000);
    let stack: LocalStack;
    let client: CellClient;
    let hub: HubClient;
    let outcomes: Outcome[];
    let ended: number;

    before(async () => {
        stack = await sharedStack("stored");
        const [cell] = await stack.cells();
        client = new CellClient(stack.project, cell!, "Berlin");
        hub = new HubClient(stack);
        // The region that goes on has a processor, or the round tells nothing.
        const other = /^local:eu-west release|^edge\S* gate\/local_eu-west/;
        const hasFailed = (all: readonly Outcome[]) => failed(all).length > 0;
        outcomes = await undisturbed(stack, { checks: other, hasFailed }, async isAgain => {
            if (isAgain) {
                await stack.up();
                await untilHealthy(stack);
            }
            ended = Date.now() + validSeconds * 1000;
            await certify(validSeconds / day);
            const load = new Load(20, i => client.ask({ ...inference(i), fresh: true }));
            await until("the region has left traffic", async () => (await state()).status === "withdrawn", 60_000);
            await until("the certificate has ended", () => Date.now() > ended + 2_000, 60_000);
            return load.finish();
        });
    });
    after(() => {
        client.close();
    });

    const file = (name: string) => stack.inCell("eu", path.join("eu-central/gate-tls", name));
    const state = async () => (await hub.state()).regions.find(one => one.region === region)!;
    const alarms = async () => (await hub.state()).alarms.filter(({ until }) => until === undefined);

    /** The gate's certificate, from its own authority, for so many days. */
    async function certify(days: number): Promise<void> {
        const [certificate, key] = ["crt", "key"].map(kind =>
            readFileSync(stack.inCell("eu", `authority/authority.${kind}`), "utf8"),
        );
        const { subjectAltName = "" } = new X509Certificate(readFileSync(file("tls.crt")));
        const names = subjectAltName.split(", ").map(name => name.replace("DNS:", ""));
        const made = await issue({ certificate: certificate!, key: key! }, names, days);
        await replaceFile(file("tls.key"), made.key);
        await replaceFile(file("tls.crt"), made.certificate);
    }

    it("fails no new connection: the region leaves traffic before", () => {
        console.log(`      ${outcomes.length} requests on connections of their own, ${failed(outcomes).length} failed`);
        assert.equal(tally(failed(outcomes)), "");
        const last = outcomes.at(-1)!.answer?.region;
        assert.equal(last, "local:eu-west");
    });

    it("is reported by an alarm that names the gate, and as the reason why the region is out", async () => {
        const messages = (await alarms()).map(({ kind, severity, message }) => `${kind} ${severity}: ${message}`);
        assert.ok(
            messages.some(message => /^certificate page: .* of gate has expired/.test(message)),
            messages.join("\n"),
        );
        assert.match((await state()).reasons.join(), /certificates end now, or have ended: gate; run `pulumi up`/);
    });

    it("stays so through an update that can't write it, which names the file", async () => {
        rmSync(file("tls.key"));
        mkdirSync(file("tls.key"));
        const { exitCode, errors, output } = await stack.run("up", "--yes", "--skip-preview");
        assert.notEqual(exitCode, 0);
        assert.match(errors + output, /gate-tls\/tls\.key can't be read \(EISDIR\); remove it, and the next update/);
        assert.ok(!/^ +at /m.test(errors + output), "no frames of our code");
        const answer = await client.ask({ ...inference(1), fresh: true });
        assert.deepEqual([answer.status, answer.region], [200, "local:eu-west"]);
        rmSync(file("tls.key"), { recursive: true });
    });

    it("is healed by the next update, after which the region takes traffic and no alarm is on", async () => {
        await stack.up();
        await untilHealthy(stack);
        await until("the region answers", async () => {
            const { region: answering, status } = await client.ask({ ...inference(1), fresh: true });
            return status === 200 && answering === region;
        });
        await until("no alarm is on", async () => (await alarms()).length === 0, 30_000);
    });
});
