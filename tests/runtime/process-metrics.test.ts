import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { certificateMetric } from "../../components/watch/certificates";
import { ProcessMetrics } from "../../runtime/process-metrics";
import { authority } from "../support/certificates";
import { folder } from "./fetch/fetched";

describe("the end of its certificate, among the metrics of a process", () => {
    const file = path.join(folder(), "tls.crt");
    const now = performance.now.bind(performance);
    const variable = process.env.TLS_CERT;
    const certificates: string[] = [];
    let passedMs: number;

    before(async () => {
        const cell = await authority("cell eu");
        for (const hours of [12, 24]) {
            certificates.push((await cell.issue({ validForMs: hours * 3_600_000 })).cert);
        }
    });
    beforeEach(() => {
        passedMs = 0;
        performance.now = () => now() + passedMs;
        process.env.TLS_CERT = file;
        writeFileSync(file, certificates[0]!);
    });
    afterEach(() => {
        performance.now = now;
        if (variable === undefined) Reflect.deleteProperty(process.env, "TLS_CERT");
        else process.env.TLS_CERT = variable;
    });

    /** In how many hours it is, to the next one; undefined where the process does not know. */
    async function hoursIn(metrics: ProcessMetrics): Promise<number | undefined> {
        const { value } = (await metrics.samples()).find(({ name }) => name === certificateMetric)!;
        return Number.isNaN(value) ? undefined : Math.round((value - Date.now() / 1000) / 3600);
    }

    it("is that of the certificate which replaced it within a minute, and the file is not read each second", async () => {
        const metrics = new ProcessMetrics({});
        assert.equal(await hoursIn(metrics), 12);
        writeFileSync(file, certificates[1]!);
        passedMs = 30_000;
        assert.equal(await hoursIn(metrics), 12);
        passedMs = 61_000;
        assert.equal(await hoursIn(metrics), 24);
    });

    it("is not known while the file can't be read, and is again after it can", async () => {
        const metrics = new ProcessMetrics({});
        assert.equal(await hoursIn(metrics), 12);
        rmSync(file);
        passedMs = 61_000;
        assert.equal(await hoursIn(metrics), undefined);
        writeFileSync(file, certificates[1]!);
        passedMs = 122_000;
        assert.equal(await hoursIn(metrics), 24);
    });

    it("is left out where the process shows none", async () => {
        Reflect.deleteProperty(process.env, "TLS_CERT");
        const samples = await new ProcessMetrics({}).samples();
        assert.ok(samples.every(({ name }) => name !== certificateMetric));
    });
});
