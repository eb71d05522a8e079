import assert from "node:assert/strict";

import type { Page } from "playwright-core";

import { regionStatuses, type ServiceState } from "../../../../components/watch/state";
import { describeInBrowser } from "../../../support/hub/browser";
import { simulatedState } from "../../../support/hub/service-state";

const healthy = simulatedState({ cells: 2, regionsPerCell: 2 });
const troubled = simulatedState({ cells: 2, regionsPerCell: 2, troubled: true });
const row = (page: Page, region: string) =>
    page.getByRole("table", { name: "Regions by cell" }).getByRole("row").filter({ hasText: region });
const detail = (page: Page, region: string) => page.getByRole("region", { name: region }).last();
/** As it is shown; a no-break space and a line's end are spaces. */
const shown = async (locator: { innerText(): Promise<string> }) => (await locator.innerText()).replace(/\s+/g, " ");

function withRegion(state: ServiceState, change: Partial<ServiceState["regions"][number]>): ServiceState {
    const [first, ...rest] = state.regions;
    return { ...state, regions: [{ ...first!, ...change }, ...rest] };
}

describeInBrowser("the page's regions", opener => {
    it("show status, rate, errors, latency, lag, releases and drift, by cell", async () => {
        const state = withRegion(healthy, {
            requestsPerSecond: 48.23,
            errorRatio: 0.00034,
            p50Ms: 18.26,
            p99Ms: 1312,
            lagSeconds: 0.352,
        });
        const { page } = await opener.open(state);
        const text = await shown(row(page, "local:eu-west"));
        for (const part of ["Dublin, IE", "serving", "48.2", "0.034 %", "18.3 ms", "1.3 s", "0.35 s"]) {
            assert.ok(text.includes(part), `${part} in ${text}`);
        }
        assert.match(text, / 1\.0\.0 90 % 2\.0\.0 10 % 3\.0\.0 shadow/);
        assert.match(text, /1\.3 s over the limit/);
        const groups = await page.locator(".cell-row").allInnerTexts();
        assert.deepEqual(groups, ["cell eu", "cell us"]);
        await page.getByRole("columnheader", { name: "p99 ≤ 250 ms" }).waitFor();
    });

    it("on other clouds are listed with a link to their view; without any, the section is absent", async () => {
        const url = "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#dashboards/dashboard/x";
        const elsewhere = [{ cloud: "AWS", regions: [{ cell: "eu", region: "aws:eu-west-1" as const }], url }];
        const { page } = await opener.open({ ...healthy, elsewhere });
        const section = page.getByRole("region", { name: "On other clouds" });
        assert.match(await shown(section), /AWS eu aws:eu-west-1 Its view/);
        assert.equal(await section.getByRole("link", { name: "Its view" }).getAttribute("href"), url);
        const { page: alone } = await opener.open(healthy);
        assert.equal(await alone.getByRole("region", { name: "On other clouds" }).count(), 0);
    });

    it("name their models where they have several", async () => {
        const releases = healthy.regions[0]!.releases.map((release, i) => ({
            ...release,
            model: i < 2 ? "risk" : "triage",
        }));
        const { page } = await opener.open(withRegion(healthy, { releases }));
        assert.match(await shown(row(page, "local:eu-west")), /risk 1\.0\.0 90 % 2\.0\.0 10 % triage 3\.0\.0 shadow/);
    });

    for (const status of regionStatuses) {
        const word = status === "ill" ? "unhealthy" : status;
        it(`show that one is ${word}, by a word and a shape of its own, in the table and on the map`, async () => {
            const state = withRegion(healthy, { status, reasons: ["because of the weather"] });
            const { page } = await opener.open(state);
            const text = await shown(row(page, "local:eu-west"));
            assert.ok(text.includes(`${word} because of the weather`), text);
            await page.getByRole("link", { name: `local:eu-west, Dublin, cell eu: ${word}` }).waitFor();
            const shapes = await page.evaluate(() =>
                ["withdrawn", "serving"].map(() => document.querySelector(".regions .shape path")!.getAttribute("d")),
            );
            const others = await page.locator(".map .symbol").evaluateAll(all => all.map(one => one.getAttribute("d")));
            assert.equal(others[0], shapes[0]);
            assert.equal(new Set(others).size, status === "serving" ? 1 : 2);
        });
    }

    it("show a dash for what is not known, with words for those who hear the page", async () => {
        const state = withRegion(healthy, {
            errorRatio: undefined,
            p50Ms: undefined,
            p99Ms: undefined,
            lagSeconds: undefined,
            drift: [],
        });
        const { page } = await opener.open(state);
        const cells = row(page, "local:eu-west").getByRole("cell");
        for (const i of [2, 3, 4, 5, 7]) {
            assert.match(await cells.nth(i).innerText(), /^–\s*not known/, `cell ${i}`);
        }
    });

    it("show no rate where nothing is heard, which is not a rate of nothing", async () => {
        const { page } = await opener.open(withRegion(healthy, { status: "silent", requestsPerSecond: 0 }));
        assert.match(await shown(row(page, "local:eu-west").getByRole("cell").nth(1)), /^– not known/);
    });

    it("show what is loaded instead of what was planned", async () => {
        const { page } = await opener.open(troubled);
        assert.match(await shown(row(page, "local:us-east")), /2\.0\.0 10 % other digest: 3f8e2c5a/);
        assert.doesNotMatch(await shown(row(page, "local:eu-west")), /digest|not loaded/);
        const releases = page.getByRole("region", { name: "Releases 1 not loaded as planned" });
        assert.match(await shown(releases), /2\.0\.0 10 % .* 2 of 4 1 not known/);
        await page.getByRole("combobox", { name: "Region" }).selectOption("us/local:us-east");
        const two = detail(page, "Region local:us-east").getByRole("row").filter({ hasText: "another is loaded" });
        assert.match(await shown(two), /sha256:b17d04e9.* another is loaded: sha256:3f8e2c5a/);
    });

    it("are filtered by cell and by status", async () => {
        const { page } = await opener.open(troubled);
        const names = () => page.locator(".regions tbody .region a").allInnerTexts();
        await page.getByRole("combobox", { name: "Cell" }).selectOption("us");
        assert.deepEqual(await names(), ["local:us-east", "local:us-west"]);
        await page.getByRole("combobox", { name: "Status" }).selectOption("silent");
        assert.deepEqual(await names(), ["local:us-west"]);
        assert.match(await page.getByRole("heading", { name: "Regions 1 of 4" }).innerText(), /Regions/);
        await page.getByRole("combobox", { name: "Status" }).selectOption("ill");
        await page.getByText("No region is like that.").waitFor();
        await page.getByRole("combobox", { name: "Cell" }).selectOption("all");
        await page.getByRole("combobox", { name: "Status" }).selectOption("all");
        assert.equal((await names()).length, 4);
    });

    it("lead to one in detail, at an address that can be opened again and gone back from", async () => {
        const { page, server } = await opener.open(healthy);
        await row(page, "local:us-west").getByRole("link").click();
        const heading = page.getByRole("heading", { name: "Region local:us-west" });
        await heading.waitFor();
        assert.ok(await heading.evaluate(element => element === document.activeElement));
        const address = page.url();
        await page.getByRole("link", { name: /^local:eu-central, Frankfurt/ }).click();
        await page.getByRole("heading", { name: "Region local:eu-central" }).waitFor();
        await page.goBack();
        await heading.waitFor();
        const other = await page.context().newPage();
        await other.goto(address);
        await other.getByRole("heading", { name: "Region local:us-west" }).waitFor();
        assert.ok(server.listening >= 2);
    });

    it("begin with the first in trouble in detail", async () => {
        const { page } = await opener.open(troubled);
        await page.getByRole("heading", { name: "Region local:eu-central" }).waitFor();
    });

    it("have charts with text alternatives, with their values as a table", async () => {
        const [first] = healthy.regions;
        const series = {
            start: "2026-11-26T09:20:00.000Z",
            stepSeconds: 300,
            requestsPerSecond: [10, null, 30],
            errorRatio: [null, null, null],
            p50Ms: [20, 21, 22],
            p99Ms: [80, 300, 90],
            lagSeconds: [0.2, 0.4, 0.3],
        };
        const { page } = await opener.open(withRegion(healthy, { ...first!, series }), { timezoneId: "UTC" });
        const names = await page.locator("figure [role=img]").evaluateAll(all => all.map(one => one.ariaLabel));
        assert.deepEqual(names, [
            "Requests per second over 15 minutes: requests/s 30 last known, from 10 to 30",
            "Errors over 15 minutes: errors not known; limit 0.1 %",
            "Latency over 15 minutes: p50 22 ms last known, from 20 ms to 22 ms; p99 90 ms last known, from 80 ms to 300 ms; limit 250 ms",
            "Replication lag over 15 minutes: lag 0.3 s last known, from 0.2 s to 0.4 s; limit 5 s",
        ]);
        await page.getByText("The same as a table").click();
        const rows = page.getByRole("table", { name: "Values of the charts" }).getByRole("row");
        assert.equal(await shown(rows.nth(1)), "09:30:00 30 – not known 22 ms 90 ms 0.3 s");
        assert.equal(await shown(rows.nth(2)), "09:25:00 – not known – not known 21 ms 300 ms 0.4 s");
    });

    it("read all charts at the time that is pointed at in one", async () => {
        const { page } = await opener.open(healthy, { timezoneId: "UTC" });
        assert.match(await page.locator(".reading").innerText(), /values now$/);
        await page.locator(".u-over").first().hover();
        await page.getByText(/values at 09:(1|2)\d:/).waitFor();
    });

    it("have all of their drift, in the order that is asked for", async () => {
        const { page } = await opener.open(troubled, { hash: "#region=us%2Flocal%3Aus-east" });
        const table = page.getByRole("table", { name: "Drift in local:us-east" });
        const first = () => table.getByRole("row").nth(1).getByRole("rowheader").innerText();
        const header = (name: string) => table.getByRole("columnheader", { name });
        assert.equal(await header("PSI").getAttribute("aria-sort"), "descending");
        assert.match(await first(), /^score moved/);
        assert.equal(await table.getByText("moved", { exact: true }).count(), 4);
        await header("Feature").getByRole("button").click();
        assert.equal(await header("Feature").getAttribute("aria-sort"), "ascending");
        assert.match(await first(), /^age/);
        await header("Feature").getByRole("button").click();
        assert.equal(await header("Feature").getAttribute("aria-sort"), "descending");
        assert.match(await first(), /^systolic_pressure/);
        await header("Values").getByRole("button").click();
        assert.match(await shown(table.getByRole("row").nth(1)), /18,28\d$/);
        const limits = await table.locator("path.limit").count();
        assert.equal(limits, 14);
    });
});

describeInBrowser("the page's other sections", opener => {
    it("show alarms that are on, the urgent first, and those that ended", async () => {
        const { page } = await opener.open(troubled);
        const on = page.getByRole("list", { name: "Active alarms" }).getByRole("listitem");
        const texts = (await on.allInnerTexts()).map(text => text.replace(/\s+/g, " "));
        assert.equal(texts.length, 5);
        assert.match(texts[0]!, /^act now silent local:us-west: nothing heard for 94 seconds since 26 Nov/);
        assert.match(
            texts[4]!,
            /^within days drift local:us-east: 24 of 31 features and scores of screening 1\.0\.0 have moved/,
        );
        await page.getByText("1 alarm ended in the last day").click();
        await page.getByText(/for 9 min/).waitFor();
    });

    it("show drills with time to recover, data lost and what failed", async () => {
        const { page } = await opener.open(troubled, { timezoneId: "UTC" });
        const rows = page.getByRole("table", { name: "Drills" }).getByRole("row");
        assert.equal(
            await shown(rows.nth(1)),
            "region-down local:eu-west 24 Nov, 09:30 ✓ passed 1.2 s 0 s 12,000 3 0 0",
        );
        assert.match(await shown(rows.nth(2)), /✗ failed 74 s 0 s 12,431 911 388 0$/);
        assert.match(await shown(rows.nth(3)), /passed 2\.6 s – not known/);
    });

    it("show what the service is held to, and where it is over", async () => {
        const { page } = await opener.open({ ...troubled, limits: { availability: 0.9995, psi: 0.2 } });
        const limits = await page.locator("dl.limits").innerText();
        assert.match(limits.replace(/\s+/g, " "), /99\.95 % Errors, at most 0\.05 % p99, at most – not known/);
        assert.match(
            await shown(page.locator(".figure.exceeded")),
            /^Furthest drift \(PSI\) 0\.490 over 0\.200 local:us-east/,
        );
    });

    it("are there for a service of which nothing is known yet", async () => {
        const empty: ServiceState = { ...healthy, limits: {}, cells: [], regions: [], alarms: [], drills: [] };
        const { page, complaints } = await opener.open(empty);
        await page.getByText("No regions yet").first().waitFor();
        assert.deepEqual(complaints, []);
    });
});
