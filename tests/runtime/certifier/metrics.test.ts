import assert from "node:assert/strict";

import { certifierMetrics } from "../../../runtime/certifier/metrics";

type Measured = Parameters<typeof certifierMetrics>[1];

const hour = 3_600_000;

describe("metrics of a certifier", () => {
    /** What a scrape has of one, without comments and without those of the process. */
    function scraped(isHolder = true, round: () => object | undefined = () => ({ ends: Date.now() + hour })) {
        const { handle } = certifierMetrics(
            { cell: "eu", region: "kubernetes:fra" },
            {
                leadership: { isHolder },
                certifier: {
                    issued: 5,
                    get round() {
                        return round() as Measured["certifier"]["round"];
                    },
                },
                reports: { count: of => ({ lease: 1, secret: 2, files: 0 })[of as "lease"] },
                signer: () => ({ ends: Date.now() + 10 * hour }) as ReturnType<Measured["signer"]>,
            },
        ).route();
        return async () => {
            const { body } = await handle({}, undefined as never);
            return body.split("\n").filter(line => line.startsWith("meridian_certifier_"));
        };
    }
    const where = 'cell="eu",region="kubernetes:fra"';
    const valueOf = (lines: readonly string[], name: string) =>
        Number(
            lines
                .find(line => line.startsWith(`meridian_certifier_${name}{`))
                ?.split(" ")
                .at(-1),
        );

    it("have the same counts in each scrape, as long as nothing happens", async () => {
        const scrape = scraped();
        for (let i = 0; i < 3; i++) {
            const counts = (await scrape()).filter(line => line.includes("_total"));
            assert.deepEqual(counts.sort(), [
                `meridian_certifier_errors_total{of="files",${where}} 0`,
                `meridian_certifier_errors_total{of="lease",${where}} 1`,
                `meridian_certifier_errors_total{of="secret",${where}} 2`,
                `meridian_certifier_issued_total{${where}} 5`,
            ]);
        }
    });

    it("say in seconds when the first certificate and the authority end, and who holds the lease", async () => {
        const lines = await scraped()();
        assert.ok(Math.abs(valueOf(lines, "earliest_expiry_seconds") - 3600) < 60);
        assert.ok(Math.abs(valueOf(lines, "authority_expiry_seconds") - 36_000) < 60);
        assert.equal(valueOf(lines, "leader"), 1);
        assert.equal(valueOf(await scraped(false)(), "leader"), 0);
    });

    it("do not say when certificates end where that is not known", async () => {
        for (const unknown of [undefined, { ends: Infinity }]) {
            let round: object | undefined = { ends: Date.now() + hour };
            const scrape = scraped(true, () => round);
            const isThere = async () => (await scrape()).some(line => line.includes("earliest_expiry"));
            assert.ok(await isThere());
            round = unknown;
            assert.ok(!(await isThere()), JSON.stringify(unknown));
        }
    });
});
